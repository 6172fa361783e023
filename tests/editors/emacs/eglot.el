;;; eglot.el --- What the language server brings to Eglot  -*- lexical-binding: t -*-

(require 'eglot)
(setq eglot-sync-connect 10)

(find-file (getenv "CDSL_FILE"))
(apply #'eglot (eglot--guess-contact)) ; `eglot-ensure' waits for a command, and here comes none
(let ((before (driven-flymake "CDSL_BEFORE")))
  (driven-edit)
  (eglot--signal-textDocument/didChange) ; as it does when nobody types, and a script is never idle
  (let* ((after (driven-flymake "CDSL_AFTER"))
         (completion (eglot-completion-at-point))
         (completed (all-completions "" (nth 2 completion)))
         (hover (progn
                  (backward-char)
                  (plist-get (jsonrpc-request (eglot--current-server-or-lose)
                                              :textDocument/hover
                                              (eglot--TextDocumentPositionParams))
                             :contents)))
         (definition (progn
                       (search-backward "Bekannt")
                       (car (xref-backend-definitions 'eglot "it"))))
         (declaring (find-file-noselect (xref-location-group (xref-item-location definition))))
         (renamed (progn
                    (eglot-rename "Stammkunden")
                    (buffer-string))))
    (eglot-format-buffer)
    (driven-write
     `((before . ,before)
       (after . ,after)
       (completed . ,(vconcat completed))
       (hover . ,(plist-get hover :value))
       (definition . ,(buffer-file-name declaring))
       (declared . ,(with-current-buffer declaring (buffer-string)))
       (renamed . ,renamed)
       (formatted . ,(buffer-string))))))
