;;; sentiment-lsp.el --- The sentiment of reviews, and which words decided it -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages, text

;;; Commentary:

;; Registers the language server `sentiment-lsp' with Eglot and lsp-mode, if they are loaded.  In a buffer that the server
;; manages, `sentiment-summary' and the other commands below query it, and `sentiment-highlight-mode' highlights key phrases.

;;; Code:

(require 'seq)

(declare-function eglot-current-server "eglot")
(declare-function eglot-managed-p "eglot")
(declare-function eglot--capabilities "eglot")
(declare-function eglot--path-to-uri "eglot")
(declare-function jsonrpc-async-request "jsonrpc")
(declare-function lsp-request-async "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp--client-server-id "lsp-mode")
(declare-function lsp--workspace-client "lsp-mode")
(declare-function lsp-workspaces "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar eglot-server-programs)
(defvar eglot-move-to-linepos-function)
(defvar eglot-move-to-column-function)
(defvar lsp-language-id-configuration)
(defvar lsp-mode)
(defvar lsp--cur-workspace)

(defgroup sentiment nil "The sentiment of reviews." :group 'text)

(defcustom sentiment-command '("sentiment-lsp" "--stdio")
  "The command that starts the server."
  :type '(repeat string))

(defface sentiment-negative '((t :inherit warning))
  "Face of phrases that support a negative label.")

(defface sentiment-positive '((t :inherit success))
  "Face of phrases that support a positive label.")

;; Without a mode of their own, tables use text mode; the server knows them by their file extension.
(dolist (pattern '("\\.[ct]sv\\'" "\\.jsonl\\'"))
  (unless (assoc pattern auto-mode-alist)
    (add-to-list 'auto-mode-alist (cons pattern 'text-mode) t)))

(with-eval-after-load 'eglot
  ;; Appended, because many modes derive from text mode and have servers of their own.
  (add-to-list 'eglot-server-programs
               '((text-mode :language-id "plaintext") . (lambda (&rest _) sentiment-command)) t))

(with-eval-after-load 'lsp-mode
  (dolist (each '((text-mode . "plaintext") (csv-mode . "csv") (tsv-mode . "tsv")))
    (add-to-list 'lsp-language-id-configuration each t))
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () sentiment-command))
    :activation-fn (lsp-activate-on "plaintext" "csv" "tsv" "jsonl" "markdown" "json")
    :priority -1
    :add-on? t
    :server-id 'sentiment-lsp)))

;;; Asking the server

(defun sentiment--eglot ()
  "The sentiment server, if Eglot manages the buffer with it."
  (when (and (fboundp 'eglot-managed-p) (eglot-managed-p))
    (let* ((server (eglot-current-server))
           (tokens (and server (plist-get (eglot--capabilities server) :semanticTokensProvider))))
      (when (seq-contains-p (plist-get (plist-get tokens :legend) :tokenTypes) "keyPhrase") server))))

(defun sentiment--lsp ()
  "The sentiment server's workspace, if lsp-mode manages the buffer with it."
  (when (bound-and-true-p lsp-mode)
    (seq-find (lambda (each) (eq (lsp--client-server-id (lsp--workspace-client each)) 'sentiment-lsp))
              (lsp-workspaces))))

(defun sentiment--uri ()
  "The URI of the buffer."
  (if (sentiment--eglot) (eglot--path-to-uri (buffer-file-name)) (lsp--buffer-uri)))

(defun sentiment--ask (method parameters handle)
  "Request METHOD with PARAMETERS; call HANDLE with the result in this buffer.
There is no timeout, because the server may have to classify the buffer first."
  (let* ((buffer (current-buffer))
         (handle (lambda (answer) (when (buffer-live-p buffer) (with-current-buffer buffer (funcall handle answer))))))
    (if-let ((server (sentiment--eglot)))
        (jsonrpc-async-request server (intern (concat ":" method)) parameters
                               :success-fn handle
                               :error-fn (lambda (failure) (message "sentiment: %s" (plist-get failure :message)))
                               :timeout nil
                               ;; After the server has received the last change.
                               :deferred method)
      (let ((lsp--cur-workspace
             (or (sentiment--lsp) (user-error "This buffer has no sentiment server; start eglot or lsp"))))
        (lsp-request-async method parameters handle :mode 'detached)))))

(defun sentiment--get (answer key)
  "The value under KEY of ANSWER, an object of Eglot or lsp-mode."
  (if (hash-table-p answer) (gethash key answer) (plist-get answer (intern (concat ":" key)))))

(defun sentiment--execute (command handle &rest arguments)
  "Let the server execute COMMAND with ARGUMENTS; call HANDLE with the result."
  (sentiment--ask "workspace/executeCommand" (list :command command :arguments (vconcat arguments)) handle))

;;;###autoload
(defun sentiment-summary ()
  "Show the number of the buffer's reviews of each label."
  (interactive)
  (sentiment--execute "sentiment.summary" (lambda (summary) (message "%s" summary)) (sentiment--uri)))

;;;###autoload
(defun sentiment-report ()
  "Write a report on the buffer and open it in the browser."
  (interactive)
  ;; Recent versions of Eglot open the page when the server asks for it.
  (let ((shows (and (sentiment--eglot) (fboundp 'eglot--show-document))))
    (sentiment--execute "sentiment.report" (lambda (page) (unless shows (browse-url page))) (sentiment--uri))))

;;;###autoload
(defun sentiment-export ()
  "Show the buffer's findings as JSON lines."
  (interactive)
  (sentiment--execute "sentiment.export"
                      (lambda (lines)
                        (with-current-buffer (get-buffer-create "*sentiment*")
                          (erase-buffer)
                          (insert lines)
                          (goto-char (point-min))
                          (pop-to-buffer (current-buffer))))
                      (sentiment--uri)))

;;;###autoload
(defun sentiment-copy-explanation ()
  "Copy the explanation of the label of the review at point."
  (interactive)
  (let ((place (list :line (1- (line-number-at-pos nil t)) :character 0)))
    (sentiment--ask
     "textDocument/codeAction"
     (list :textDocument (list :uri (sentiment--uri)) :range (list :start place :end place)
           :context (list :diagnostics []))
     (lambda (actions)
       (if-let ((command (seq-find (lambda (each) (equal (sentiment--get each "command") "sentiment.explanation"))
                                   ;; An element is a code action with a command, or a command.
                                   (seq-map (lambda (each)
                                              (let ((command (sentiment--get each "command")))
                                                (if (stringp command) each command)))
                                            actions))))
           (apply #'sentiment--execute "sentiment.explanation" #'kill-new
                  (append (sentiment--get command "arguments") nil))
         (message "There is no review here"))))))

;;;###autoload
(defun sentiment-recheck ()
  "Classify the buffer again."
  (interactive)
  (sentiment--execute "sentiment.recheck" #'ignore (sentiment--uri)))

;;; Key phrases

(defvar-local sentiment--timer nil "The timer that requests the key phrases after a change.")

(defun sentiment--point (line-start character)
  "The buffer position at CHARACTER, in the server's units, of the line that begins at LINE-START."
  (save-excursion
    (goto-char line-start)
    (cond
     ((and (sentiment--eglot) (boundp 'eglot-move-to-linepos-function))
      (funcall eglot-move-to-linepos-function character))
     ((and (sentiment--eglot) (boundp 'eglot-move-to-column-function))
      (funcall eglot-move-to-column-function character))
     (t (let ((units 0))
          (while (and (< units character) (not (eolp)))
            (setq units (+ units (if (> (char-after) #xFFFF) 2 1)))
            (forward-char)))))
    (point)))

(defun sentiment--show (numbers)
  "Highlight the key phrases in NUMBERS, the data of semantic tokens."
  (save-excursion
    (save-restriction
      (widen)
      (remove-overlays (point-min) (point-max) 'sentiment t)
      (goto-char (point-min))
      (let ((character 0))
        (dolist (token (seq-partition (append numbers nil) 5))
          (seq-let (down along length _ modifiers) token
            (setq character (if (> down 0) along (+ character along)))
            (forward-line down)
            (let ((overlay (make-overlay (sentiment--point (point) character)
                                         (sentiment--point (point) (+ character length)))))
              (overlay-put overlay 'sentiment t)
              (overlay-put overlay 'face
                           (pcase modifiers (1 'sentiment-negative) (2 'sentiment-positive))))))))))

(defun sentiment-highlight ()
  "Request the key phrases and highlight them."
  (interactive)
  (let ((tick (buffer-chars-modified-tick)))
    (sentiment--ask "textDocument/semanticTokens/full" (list :textDocument (list :uri (sentiment--uri)))
                    (lambda (answer)
                      (when (= tick (buffer-chars-modified-tick))
                        (sentiment--show (sentiment--get answer "data")))))))

(defun sentiment--schedule (&rest _)
  "Request the key phrases once Emacs is idle."
  (when sentiment--timer (cancel-timer sentiment--timer))
  (let ((buffer (current-buffer)))
    (setq sentiment--timer
          (run-with-idle-timer
           0.3 nil
           (lambda ()
             (when (buffer-live-p buffer)
               (with-current-buffer buffer
                 (when (or (sentiment--eglot) (sentiment--lsp)) (sentiment-highlight)))))))))

;;;###autoload
(define-minor-mode sentiment-highlight-mode
  "Highlight the key phrases of reviews, in a buffer that the sentiment server manages."
  :lighter " Sentiment"
  ;; The hooks that enable this mode run for every server, and Eglot's also when it stops managing a buffer.
  (unless (or (sentiment--eglot) (sentiment--lsp)) (setq sentiment-highlight-mode nil))
  (if sentiment-highlight-mode
      (progn
        (add-hook 'after-change-functions #'sentiment--schedule nil t)
        (sentiment--schedule))
    (remove-hook 'after-change-functions #'sentiment--schedule t)
    (when sentiment--timer (cancel-timer sentiment--timer))
    (remove-overlays (point-min) (point-max) 'sentiment t)))

(provide 'sentiment-lsp)
;;; sentiment-lsp.el ends here
