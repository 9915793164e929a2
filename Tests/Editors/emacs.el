;;; Tests Emacs, in batch, with Eglot or lsp-mode as editors/emacs/README.md sets them up. -*- lexical-binding: t; -*-

(defvar client (getenv "SENTIMENT_EMACS"))

(defun fail (format &rest values)
  (princ (concat "emacs, " client ": " (apply #'format format values) "\n"))
  (kill-emacs 1))

(defmacro await (name condition)
  `(let ((end (+ (float-time) 60)))
     (while (not ,condition)
       (when (> (float-time) end) (fail "timed out waiting for %s" ,name))
       (accept-process-output nil 0.05))))

(defun eglot-p () (equal client "eglot"))

(defun find (name &rest lines)
  "Open a new file of LINES called NAME and connect."
  (let ((file (expand-file-name name (make-temp-file "sentiment" t))))
    (with-temp-file file (insert (mapconcat #'identity lines "\n") "\n"))
    ;; Hooks that connect wait for the first command, and there is none in batch.
    (let ((text-mode-hook nil)) (find-file file))
    (if (eglot-p)
        (progn (apply #'eglot--connect (eglot--guess-contact)) (eglot--maybe-activate-editing-mode))
      (setq lsp-auto-guess-root t lsp-enable-file-watchers nil)
      (lsp))))

(defun flagged ()
  "The lines with diagnostics."
  (if (eglot-p)
      (progn
        (flymake-start)
        (sort (mapcar (lambda (each) (line-number-at-pos (flymake-diagnostic-beg each))) (flymake-diagnostics)) #'<))
    (let (lines)
      (maphash (lambda (_ found)
                 (dolist (each (append found nil))
                   (push (1+ (lsp-get (lsp-get (lsp-get each :range) :start) :line)) lines)))
               (lsp-diagnostics t))
      (sort lines #'<))))

(defun ask (method parameters)
  (if (eglot-p)
      (jsonrpc-request (eglot-current-server) (intern (concat ":" method)) parameters)
    (lsp-request method parameters)))

(defun text-of (answer)
  (format "%S" (if (hash-table-p answer) (json-encode answer) answer)))

(find "reviews.txt"
      "A wonderful film, I loved every minute of it."
      "😀 What a waste of time. The plot was confusing, acting was terrible."
      "A warm and funny story with a great cast.")
(await "the diagnostic" (equal (flagged) '(2)))

(goto-char (point-min))
(forward-line 1)
(forward-char 10)
(unless (string-match-p "negative"
                        (text-of (ask "textDocument/hover"
                                      (if (eglot-p) (eglot--TextDocumentPositionParams)
                                        (lsp--text-document-position-params)))))
  (fail "no hover"))
(unless (string-match-p "range" (text-of (ask "textDocument/documentHighlight"
                                               (if (eglot-p) (eglot--TextDocumentPositionParams)
                                                 (lsp--text-document-position-params)))))
  (fail "no highlights"))

(sentiment-highlight)
(await "key phrases" (seq-some (lambda (each) (eq (overlay-get each 'face) 'sentiment-negative))
                               (overlays-in (point-min) (point-max))))
(let ((phrase (seq-find (lambda (each) (string-match-p "waste" (buffer-substring (overlay-start each) (overlay-end each))))
                        (overlays-in (point-min) (point-max)))))
  (unless phrase (fail "the phrases are not where they should be")))

;; The summary is shown in the echo area.
(defvar shown "")
(advice-add 'message :before (lambda (form &rest values) (when form (setq shown (apply #'format form values)))))
(sentiment-summary)
(await "the summary" (string-match-p "3 reviews: 2 positive" shown))

(sentiment-copy-explanation)
(await "the explanation" (string-match-p "^negative [0-9]+%: .*waste" (or (ignore-errors (current-kill 0)) "")))

;; The mode stays off in a buffer without the server.
(with-temp-buffer
  (sentiment-highlight-mode)
  (when sentiment-highlight-mode (fail "phrases are shown where there is no server")))

;; A code action: the review is ignored.
(let* ((place (list :line 1 :character 4))
       (actions (ask "textDocument/codeAction"
                     (list :textDocument (list :uri (sentiment--uri)) :range (list :start place :end place)
                           :context (list :diagnostics [])))))
  (unless (string-match-p "Ignore this review" (text-of actions)) (fail "no code action"))
  (if (eglot-p)
      (eglot--apply-workspace-edit (plist-get (elt actions 0) :edit))
    (lsp--apply-workspace-edit (lsp-get (elt actions 0) :edit))))
(when (eglot-p) (eglot--signal-textDocument/didChange))
(await "the review to be ignored" (null (flagged)))
(goto-char (point-min))
(forward-line 1)
(unless (looking-at "# sentiment:ignore") (fail "the directive is not above the review"))

;; An edit.
(goto-char (point-max))
(insert "Dull, and far too long.\n")
(when (eglot-p) (eglot--signal-textDocument/didChange))
(unless (eglot-p) (lsp--flush-delayed-changes))
(await "the diagnostic of what was added" (equal (flagged) '(5)))

(defvar first (current-buffer))
(find "reviews.csv" "id,text" "1,\"A fine film, warm and funny.\"" "2,\"Dull, and far too long.\"")
(await "the diagnostic in a table" (member 3 (flagged)))

(if (eglot-p)
    (let ((servers (delete-dups (list (eglot-current-server) (with-current-buffer first (eglot-current-server))))))
      (dolist (server (delq nil servers)) (eglot-shutdown server))
      (await "the server to end" (not (seq-some (lambda (each) (jsonrpc-running-p each)) (delq nil servers)))))
  (let ((workspaces (lsp-workspaces)))
    (dolist (each (append workspaces (with-current-buffer first (lsp-workspaces))))
      (ignore-errors (with-lsp-workspace each (lsp--shutdown-workspace))))
    (await "the server to end"
           (not (seq-some (lambda (each) (process-live-p (lsp--workspace-cmd-proc each))) workspaces)))))
(princ (format "emacs, %s: everything works\n" client))
(kill-emacs 0)
