;;; cdsl-mode.el --- Campaigns as code  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages

;;; Commentary:

;; A major mode for campaign files.  It indents and lays out as `cdsl fmt' does, colours by
;; `cdsl-font-lock', and brings the linter to `compile', Flymake and Flycheck, and the language
;; server to Eglot.

;;; Code:

(require 'json)
(require 'cdsl-font-lock)

(defgroup cdsl nil
  "Campaigns as code."
  :group 'languages)

(defcustom cdsl-program "cdsl"
  "The program that lints, lays out and serves campaign files."
  :type 'string)

(defcustom cdsl-indent-offset 2
  "How much further right the inside of a block stands; `cdsl fmt' takes 2."
  :type 'integer
  :safe #'integerp)

;;; Indentation

(defun cdsl-indent-line ()
  "Indent a line as `cdsl fmt' does."
  (let ((column (save-excursion (back-to-indentation) (cdsl--indentation))))
    (if (<= (current-column) (current-indentation))
        (indent-line-to column)
      (save-excursion (indent-line-to column)))))

(defun cdsl--indentation ()
  "The column for the line whose first character is at point."
  (let* ((opened (nth 1 (syntax-ppss)))
         (outside (if opened (save-excursion (goto-char opened) (current-indentation)) 0))
         (inside (if opened (+ outside cdsl-indent-offset) 0))
         (is-comment (looking-at-p "#")))
    ;; A comment stands where the line below it will.
    (when is-comment
      (forward-comment (buffer-size)))
    (cond ((looking-at-p "[])}]") (if is-comment inside outside))
          ((and opened (/= (char-after opened) ?\{)) inside)
          (t (cdsl--continued opened inside)))))

(defun cdsl--continued (opened inside)
  "The column for the line at point, which may go on with the one before it.
It stands INSIDE of a brace that was OPENED, or of none."
  (let ((is-where (looking-at-p "where\\_>"))
        (goes-on (looking-at-p "\\(?:and\\|or\\|at\\|until\\)\\_>")))
    (save-excursion
      (forward-comment (- (point)))
      (if (<= (point) (if opened (1+ opened) (point-min)))
          inside
        (let ((is-listed (eq (char-before) ?,))
              (is-announced (or (eq (char-before) ?:)
                                (looking-back "\\_<with" (line-beginning-position))))
              (column (current-indentation)))
          (back-to-indentation)
          (cond ((or is-where (and is-listed (looking-at-p "where\\_>")))
                 (+ column cdsl-indent-offset))
                ((and is-listed (> column inside)) column)
                ((and is-listed (looking-at-p "\\(?:\"[^\"\n]*\"\\|[^ \":\n]+\\):")) inside)
                ((or is-listed goes-on is-announced) (+ inside cdsl-indent-offset))
                (t inside)))))))

;;; The program

(defun cdsl--name ()
  "The name of this buffer's file, as `cdsl' is to know it."
  (if buffer-file-name (expand-file-name buffer-file-name) "<stdin>"))

(defun cdsl--findings (text)
  "The findings in TEXT, a report in JSON; an error with the text if it is none."
  (let ((json-object-type 'alist)
        (json-array-type 'list)
        (json-null nil)
        (json-false nil))
    (condition-case nil
        (alist-get 'diagnostics (json-read-from-string text))
      (json-error (error "%s" (string-trim text))))))

(defun cdsl--sentence (finding)
  "What FINDING says, with the way out."
  (let ((help (alist-get 'help finding)))
    (if (string-empty-p help)
        (setq help (alist-get 'title (alist-get 'fix finding))))
    (concat (alist-get 'message finding) (and help "; ") help)))

(defun cdsl--place (end finding)
  "Line and column, from 1, of the `start' or `end', as END says, of FINDING."
  (let ((place (alist-get end (alist-get 'span finding))))
    (cons (alist-get 'line place 1) (alist-get 'column place 1))))

(defun cdsl--position (place)
  "The position of PLACE, a line and a column."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- (car place)))
    (min (+ (point) (1- (cdr place))) (line-end-position))))

(defun cdsl-format-buffer ()
  "Lay out this buffer with `cdsl fmt'; what does not parse stays as it is."
  (interactive)
  (let ((name (cdsl--name))
        (buffer (current-buffer))
        (complaints (make-temp-file "cdsl-fmt"))
        (coding-system-for-read 'utf-8-unix)
        (coding-system-for-write 'utf-8-unix))
    (unwind-protect
        (with-temp-buffer
          (let* ((laid-out (current-buffer))
                 (status (with-current-buffer buffer
                           (call-process-region nil nil cdsl-program nil
                                                (list laid-out complaints) nil
                                                "fmt" "--stdin-filename" name "-"))))
            (if (eq status 0)
                (with-current-buffer buffer
                  (replace-buffer-contents laid-out))
              (erase-buffer)
              (insert-file-contents complaints)
              (message "%s" (string-trim (buffer-string))))))
      (delete-file complaints))))

;;; Flymake

(defvar-local cdsl--process nil
  "The linter that looks at this buffer.")

(defun cdsl-flymake (report &rest _)
  "Tell Flymake, by REPORT, what `cdsl lint' says of this buffer, saved or not."
  (unless (executable-find cdsl-program)
    (error "There is no program %s" cdsl-program))
  (when (process-live-p cdsl--process)
    (kill-process cdsl--process))
  (let ((buffer (current-buffer)))
    (setq cdsl--process
          (make-process
           :name "cdsl-lint" :noquery t :connection-type 'pipe :coding 'utf-8-unix
           :buffer (generate-new-buffer " *cdsl-lint*")
           :command (list cdsl-program
                          "lint" "--format" "json" "--stdin-filename" (cdsl--name) "-")
           :sentinel
           (lambda (process _event)
             (unless (process-live-p process)
               (unwind-protect
                   ;; Flymake takes the report of a process that was superseded for an error.
                   (when (and (buffer-live-p buffer)
                              (eq process (buffer-local-value 'cdsl--process buffer)))
                     (cdsl--report report buffer (process-buffer process)))
                 (kill-buffer (process-buffer process)))))))
    (save-restriction
      (widen)
      (process-send-region cdsl--process (point-min) (point-max)))
    (process-send-eof cdsl--process)))

(defun cdsl--report (report buffer output)
  "Hand the findings about BUFFER, in the buffer OUTPUT, to REPORT."
  (condition-case problem
      (let ((findings (cdsl--findings (with-current-buffer output (buffer-string)))))
        (with-current-buffer buffer
          (save-restriction
            (widen)
            (let ((name (cdsl--name)))
              (funcall report
                       (mapcar #'cdsl--flymake-diagnostic
                               (seq-filter (lambda (finding)
                                             (equal (alist-get 'file finding) name))
                                           findings)))))))
    (error (funcall report :panic :explanation (error-message-string problem)))))

(defun cdsl--flymake-diagnostic (finding)
  "FINDING as Flymake's."
  (let ((start (cdsl--position (cdsl--place 'start finding)))
        (end (cdsl--position (cdsl--place 'end finding))))
    (flymake-make-diagnostic
     (current-buffer) start (max end (min (1+ start) (point-max)))
     (pcase (alist-get 'severity finding)
       ("error" :error)
       ("warning" :warning)
       (_ :note))
     (format "%s [%s]" (cdsl--sentence finding) (alist-get 'code finding)))))

;;; Flycheck

(declare-function flycheck-define-command-checker "flycheck")
(declare-function flycheck-error-new-at "flycheck")
(defvar flycheck-checkers)

(defun cdsl--flycheck-errors (output checker buffer)
  "The findings in OUTPUT, of CHECKER in BUFFER, as Flycheck's."
  (mapcar
   (lambda (finding)
     (let ((start (cdsl--place 'start finding))
           (end (cdsl--place 'end finding)))
       (flycheck-error-new-at
        (car start) (cdr start)
        (pcase (alist-get 'severity finding)
          ("error" 'error)
          ("warning" 'warning)
          (_ 'info))
        (cdsl--sentence finding)
        :end-line (car end) :end-column (cdr end)
        :id (alist-get 'code finding)
        :filename (alist-get 'file finding) :checker checker :buffer buffer)))
   (cdsl--findings output)))

(with-eval-after-load 'flycheck
  (flycheck-define-command-checker 'cdsl
    "What `cdsl lint' says of the buffer, saved or not."
    :command `(,cdsl-program "lint" "--format" "json" "--stdin-filename" source-original "-")
    :standard-input t
    :error-parser #'cdsl--flycheck-errors
    :modes '(cdsl-mode))
  (add-to-list 'flycheck-checkers 'cdsl))

;;; Eglot

(defvar eglot-server-programs)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `(cdsl-mode . (,cdsl-program "lsp"))))

;;; The mode

;;;###autoload
(define-derived-mode cdsl-mode prog-mode "cdsl"
  "Major mode for campaign files."
  (cdsl-font-lock-setup)
  (setq-local indent-line-function #'cdsl-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars))
  ;; The columns of `cdsl lint' count characters, wide ones and tabs as well.
  (setq-local compilation-error-screen-columns nil)
  (when buffer-file-name
    (setq-local compile-command
                (format "%s lint --format gnu %s" cdsl-program
                        (shell-quote-argument (file-name-nondirectory buffer-file-name)))))
  (add-hook 'flymake-diagnostic-functions #'cdsl-flymake nil t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.cdsl\\'" . cdsl-mode))

(provide 'cdsl-mode)
;;; cdsl-mode.el ends here
