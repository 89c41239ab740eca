import-title = Import a file
import-lead = Bring a public directory or a template with your data. You first see what would happen; nothing is saved until you confirm.
import-file = File
import-file-hint = CSV of up to 200 MB or XLSX of up to 50 MB.
import-kind = Kind of file
import-kind-recognise = Recognise by the header
import-kind-again = See as this kind
import-private = Telephone numbers and e-mail addresses are never read or saved, even where the file has them.
import-look = See what would happen
import-templates = Templates
import-templates-text = One line per thing. The two example lines are fictional: delete them. DENUE and RETC need no template; they are imported as INEGI and SEMARNAT publish them.
template-suppliers = One line is a supplier’s site: place, processes, materials, certificates, equipment.
template-needs = One line is a sourcing need of a lead firm, with at least one criterion.
template-institutions = One line is a supporting institution, a lead firm or a centre.
template-services = One line is a service of an institution: effects, days and price.
template-machines = One line is a machine of a supplier, or several alike: type, make and model, year, measures.
import-runs = Recent imports
import-runs-table = Recent imports with their rows, table
import-no-runs = No file has been imported yet. Each import will appear here with what happened to its rows.
import-other-file = Import another file
import-cancel = Cancel
import-confirm = { $n ->
    [one] Import { $shown } row
   *[other] Import { $shown } rows
}
fault-file = Choose a file that is not empty.
fault-upload = The file did not arrive whole. Choose it again and send it once more.

rows-all = Rows
rows-new = New
rows-changed = Changed
rows-unchanged = Unchanged
rows-rejected = Rejected
rows-warned = With a warning

preview-title = What importing would do
preview-counts = What would happen to the rows
preview-part = The file is very long: only the first { $rows } rows were looked at. The import reads them all.
preview-resumes = An earlier import of this very file was not finished. It will go on behind row { $row }; nothing is repeated.
preview-nothing = Every row would be rejected, so there is nothing to import. Correct the file by the problems below, or name another kind.
preview-all-known = All that would be kept is recorded just so already: importing changes nothing.
preview-rejected-text = Rejected rows are not saved; after importing you can download them with their reasons.
preview-file = How the file was read
preview-recognised = Recognised as
preview-encoding = Encoding
preview-delimiter = Separator
delimiter-comma = comma
delimiter-semicolon = semicolon
delimiter-tab = tab
columns-used = Columns that are used
columns-ignored = Columns that are not used
columns-private = Columns that are never read (personal data)
preview-sample = First rows
preview-sample-table = First rows as they were understood, table
preview-sample-text = The values as they were understood.
preview-outcome = What would happen
preview-more-problems = The first ones are shown; after importing you can download them all.
outcome-new = new
outcome-changed = changed
outcome-unchanged = unchanged

problems-title = Problems
problems-table = Problems by row, table
problems-row-hint = Row 1 is the first one beneath the header.
problems-first = The first ones are shown; the file holds them all.
problems-download = all problems (CSV)
problems-download-rows = rejected rows with their reasons (CSV)
problem-row = Row
problem-column = Column
problem-value = Value
problem-code = Code
problem-reason = Reason
problem-effect = Result
problem-is-rejected = Rejected
problem-rejected = rejected
problem-warning = warning only
problem-whole-row = the whole row

run-status = Status
run-running = under way
run-interrupted = not finished
run-finished = finished
run-failed = stopped by an error
run-counts = What happened to the rows
run-about = About this import
run-started = Began
run-ended = Ended
run-by = Started by
run-so-far = { $n ->
    [one] { $shown } row looked at.
   *[other] { $shown } rows looked at.
}
run-running-text = Importing.
run-leave = This page refreshes itself every 2 seconds. You may leave it: the import goes on.
run-reload = Refresh now
run-elsewhere = This import is not finished and is not under way here.
run-elsewhere-text = Either another process is working on it (the command line, for example), or it was interrupted. If it was interrupted, import the same file again: it goes on behind the last finished row ({ $row }). Nothing is lost or doubled.
run-again = Import the same file again
run-finished-text = Import finished.
run-failed-text = The import was stopped by an error.
run-failed-how = The rows already looked at were saved. Check the file and import it again: what is already recorded is not doubled.
