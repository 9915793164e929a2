;;; sentiment-lsp.el --- The sentiment of reviews, and which words decided it -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages, text

;;; Commentary:

;; Makes the language server `sentiment-lsp' known to Eglot and to lsp-mode, whichever is there.  In a buffer that the server
;; reads, `sentiment-summary' and the other commands below ask it, and `sentiment-highlight-mode' shows the phrases that
;; decided.

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
  "How the server is started."
  :type '(repeat string))

(defface sentiment-negative '((t :inherit warning))
  "What speaks for a negative label.")

(defface sentiment-positive '((t :inherit success))
  "What speaks for a positive label.")

;; Tables are texts where no other mode is there for them; the server goes by their names.
(dolist (pattern '("\\.[ct]sv\\'" "\\.jsonl\\'"))
  (unless (assoc pattern auto-mode-alist)
    (add-to-list 'auto-mode-alist (cons pattern 'text-mode) t)))

(with-eval-after-load 'eglot
  ;; Last: many modes are kinds of text mode and have servers of their own.
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
  "This server, where Eglot manages the buffer with it."
  (when (and (fboundp 'eglot-managed-p) (eglot-managed-p))
    (let* ((server (eglot-current-server))
           (tokens (and server (plist-get (eglot--capabilities server) :semanticTokensProvider))))
      (when (seq-contains-p (plist-get (plist-get tokens :legend) :tokenTypes) "keyPhrase") server))))

(defun sentiment--lsp ()
  "This server's workspace, where lsp-mode manages the buffer with it."
  (when (bound-and-true-p lsp-mode)
    (seq-find (lambda (each) (eq (lsp--client-server-id (lsp--workspace-client each)) 'sentiment-lsp))
              (lsp-workspaces))))

(defun sentiment--uri ()
  "The server's name for the buffer."
  (if (sentiment--eglot) (eglot--path-to-uri (buffer-file-name)) (lsp--buffer-uri)))

(defun sentiment--ask (method parameters take)
  "Ask for METHOD with PARAMETERS; call TAKE in this buffer with the answer, however long it takes to read it."
  (let* ((buffer (current-buffer))
         (take (lambda (answer) (when (buffer-live-p buffer) (with-current-buffer buffer (funcall take answer))))))
    (if-let ((server (sentiment--eglot)))
        (jsonrpc-async-request server (intern (concat ":" method)) parameters
                               :success-fn take
                               :error-fn (lambda (failure) (message "sentiment: %s" (plist-get failure :message)))
                               :timeout nil
                               ;; Not before the server knows of the last change.
                               :deferred method)
      (let ((lsp--cur-workspace
             (or (sentiment--lsp) (user-error "No sentiment server reads this buffer; start eglot or lsp"))))
        (lsp-request-async method parameters take :mode 'detached)))))

(defun sentiment--get (answer key)
  "What ANSWER, an object of either client, has under KEY."
  (if (hash-table-p answer) (gethash key answer) (plist-get answer (intern (concat ":" key)))))

(defun sentiment--execute (command take &rest arguments)
  "Have the server execute COMMAND with ARGUMENTS; call TAKE with what it answers."
  (sentiment--ask "workspace/executeCommand" (list :command command :arguments (vconcat arguments)) take))

;;;###autoload
(defun sentiment-summary ()
  "Say how many reviews of the buffer have which label."
  (interactive)
  (sentiment--execute "sentiment.summary" (lambda (summary) (message "%s" summary)) (sentiment--uri)))

;;;###autoload
(defun sentiment-report ()
  "Write a page on the buffer and open it in the browser."
  (interactive)
  ;; A client that shows documents has done so by then.
  (let ((shows (and (sentiment--eglot) (fboundp 'eglot--show-document))))
    (sentiment--execute "sentiment.report" (lambda (page) (unless shows (browse-url page))) (sentiment--uri))))

;;;###autoload
(defun sentiment-export ()
  "Show what was found in the buffer as JSON lines."
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
  "Copy what decided the label of the review at point."
  (interactive)
  (let ((place (list :line (1- (line-number-at-pos nil t)) :character 0)))
    (sentiment--ask
     "textDocument/codeAction"
     (list :textDocument (list :uri (sentiment--uri)) :range (list :start place :end place)
           :context (list :diagnostics []))
     (lambda (actions)
       (if-let ((command (seq-find (lambda (each) (equal (sentiment--get each "command") "sentiment.explanation"))
                                   ;; An action holds a command, or is one.
                                   (seq-map (lambda (each)
                                              (let ((command (sentiment--get each "command")))
                                                (if (stringp command) each command)))
                                            actions))))
           (apply #'sentiment--execute "sentiment.explanation" #'kill-new
                  (append (sentiment--get command "arguments") nil))
         (message "There is no review here"))))))

;;;###autoload
(defun sentiment-recheck ()
  "Have the model read the buffer again."
  (interactive)
  (sentiment--execute "sentiment.recheck" #'ignore (sentiment--uri)))

;;; Key phrases

(defvar-local sentiment--timer nil "What asks for the phrases after a change.")

(defun sentiment--point (line-start character)
  "The place at CHARACTER, as the server counts them, of the line that begins at LINE-START."
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
  "Show the phrases that NUMBERS, the data of semantic tokens, stand for."
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
  "Ask for the phrases that decided and show them."
  (interactive)
  (let ((tick (buffer-chars-modified-tick)))
    (sentiment--ask "textDocument/semanticTokens/full" (list :textDocument (list :uri (sentiment--uri)))
                    (lambda (answer)
                      (when (= tick (buffer-chars-modified-tick))
                        (sentiment--show (sentiment--get answer "data")))))))

(defun sentiment--schedule (&rest _)
  "Ask for the phrases once the buffer rests."
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
  "Show the phrases that decided the labels of reviews, in a buffer that the sentiment server reads."
  :lighter " Sentiment"
  ;; The hooks that turn this on run for every server, and Eglot's once more when it lets go of a buffer.
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
