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
(declare-function eglot--path-to-uri "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function jsonrpc-async-request "jsonrpc")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-request-async "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar eglot-server-programs)
(defvar eglot-move-to-linepos-function)
(defvar eglot-move-to-column-function)
(defvar lsp-language-id-configuration)
(defvar lsp-mode)

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
  (add-to-list 'lsp-language-id-configuration '(text-mode . "plaintext") t)
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () sentiment-command))
    :activation-fn (lsp-activate-on "plaintext" "csv" "tsv" "jsonl" "markdown" "json")
    :priority -1
    :add-on? t
    :server-id 'sentiment-lsp)))

;;; Asking the server

(defun sentiment--eglot-p ()
  "Whether Eglot manages the buffer."
  (and (fboundp 'eglot-current-server) (eglot-current-server)))

(defun sentiment--uri ()
  "The server's name for the buffer."
  (if (sentiment--eglot-p) (eglot--path-to-uri (buffer-file-name)) (lsp--buffer-uri)))

(defun sentiment--execute (command &rest arguments)
  "Have the server execute COMMAND with ARGUMENTS; return what it answers."
  (let ((arguments (vconcat arguments)))
    (cond
     ((sentiment--eglot-p)
      (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                       (list :command command :arguments arguments)))
     ((bound-and-true-p lsp-mode)
      (lsp-request "workspace/executeCommand" (list :command command :arguments arguments)))
     (t (user-error "No sentiment server reads this buffer; start eglot or lsp")))))

;;;###autoload
(defun sentiment-summary ()
  "Say how many reviews of the buffer have which label."
  (interactive)
  (message "%s" (sentiment--execute "sentiment.summary" (sentiment--uri))))

;;;###autoload
(defun sentiment-report ()
  "Write a page on the buffer and open it in the browser."
  (interactive)
  (let ((page (sentiment--execute "sentiment.report" (sentiment--uri))))
    ;; A client that shows documents has done so by now.
    (unless (and (sentiment--eglot-p) (fboundp 'eglot--show-document)) (browse-url page))))

;;;###autoload
(defun sentiment-export ()
  "Show what was found in the buffer as JSON lines."
  (interactive)
  (let ((lines (sentiment--execute "sentiment.export" (sentiment--uri))))
    (with-current-buffer (get-buffer-create "*sentiment*")
      (erase-buffer)
      (insert lines)
      (goto-char (point-min))
      (pop-to-buffer (current-buffer)))))

;;;###autoload
(defun sentiment-recheck ()
  "Have the model read the buffer again."
  (interactive)
  (sentiment--execute "sentiment.recheck" (sentiment--uri)))

;;; Key phrases

(defvar-local sentiment--timer nil "What asks for the phrases after a change.")

(defun sentiment--point (line-start character)
  "The place at CHARACTER, as the server counts them, of the line that begins at LINE-START."
  (save-excursion
    (goto-char line-start)
    (cond
     ((and (sentiment--eglot-p) (boundp 'eglot-move-to-linepos-function))
      (funcall eglot-move-to-linepos-function character))
     ((and (sentiment--eglot-p) (boundp 'eglot-move-to-column-function))
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
  (let* ((buffer (current-buffer))
         (tick (buffer-chars-modified-tick))
         (show (lambda (numbers)
                 (when (buffer-live-p buffer)
                   (with-current-buffer buffer
                     (when (= tick (buffer-chars-modified-tick)) (sentiment--show numbers)))))))
    (cond
     ((sentiment--eglot-p)
      (jsonrpc-async-request (eglot-current-server) :textDocument/semanticTokens/full
                             (list :textDocument (list :uri (sentiment--uri)))
                             ;; Not before the server knows of the last change.
                             :deferred :textDocument/semanticTokens/full
                             :success-fn (lambda (answer) (funcall show (plist-get answer :data)))))
     ((bound-and-true-p lsp-mode)
      (lsp-request-async "textDocument/semanticTokens/full"
                         (list :textDocument (list :uri (sentiment--uri)))
                         (lambda (answer)
                           (funcall show (if (hash-table-p answer) (gethash "data" answer) (plist-get answer :data))))
                         :mode 'detached)))))

(defun sentiment--schedule (&rest _)
  "Ask for the phrases once the buffer rests."
  (when sentiment--timer (cancel-timer sentiment--timer))
  (let ((buffer (current-buffer)))
    (setq sentiment--timer
          (run-with-idle-timer
           0.3 nil
           (lambda () (when (buffer-live-p buffer) (with-current-buffer buffer (sentiment-highlight))))))))

;;;###autoload
(define-minor-mode sentiment-highlight-mode
  "Show the phrases that decided the labels of reviews."
  :lighter " Sentiment"
  (if sentiment-highlight-mode
      (progn
        (add-hook 'after-change-functions #'sentiment--schedule nil t)
        (sentiment--schedule))
    (remove-hook 'after-change-functions #'sentiment--schedule t)
    (when sentiment--timer (cancel-timer sentiment--timer))
    (remove-overlays (point-min) (point-max) 'sentiment t)))

(provide 'sentiment-lsp)
;;; sentiment-lsp.el ends here
