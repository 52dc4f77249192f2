### What the pages say, English. The same ids and variables as vi.ftl.

## Every page

name = Street reports
language = Language
language-vi = Tiếng Việt
language-en = English
no-script = This page needs JavaScript. Please turn it on, or open the page in another browser.

## The map

map-label = Map to choose a place. Arrow keys move the map, Enter puts the pin in its middle.
map-pin = Pin. Arrow keys move it.
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-here = 📍 Use my location
map-finding = Finding your location…
map-search = Search for an address
map-find = Search
map-no-address = This address was not found. Write it another way, or tap the map.
map-how = Tap the map to put the pin there, drag the pin to correct it.
map-none = No place chosen yet.
map-ward = ✓ { $ward }
map-near = ✓ { $ward } ({ $distance } outside, taken for the nearest ward)
map-outside = Outside our area: the nearest is { $ward }, { $distance } away.
map-no-wards = There is no map of wards yet.
map-approximate = Ward boundaries are approximate.
map-accuracy = Accurate to about { $metres } m; drag the pin if it is off.
map-refused = Your phone does not tell this page where you are. Allow “Location” in the browser’s settings, or tap the map.
map-unknown = Your location was not found (GPS is weak or off). Try again outdoors, or tap the map.
map-open-zalo = Zalo does not give the location. Tap ⋯ at the top right → “Open in browser”, then press this button again. Or tap the map.
map-open-telegram = Telegram does not give the location. Tap ⋮ at the top right → “Open in browser”, then press this button again. Or tap the map.
map-open-app = This app does not give the location. Open the page in Chrome or Safari (⋯ or ⋮ → open in browser), or tap the map.
map-unloaded = The map could not be loaded. Check the network and open the page again.

## The link that shares a place

place-title = Where was the photo taken?
place-lead = Put the pin where the photo was taken, then send. The link works for 30 minutes, for one report.
place-send = Send this place
place-sending = Sending…
place-choose = Choose a place first: press “Use my location”, or tap the map.
place-done = Noted, thank you
place-done-ward = Goes to: { $ward }
place-stored = The place has arrived
place-stored-more = The bot will answer in the chat.
place-back = You can close this page and go back to the chat.
place-failed = Not sent yet. Check the network and press send again.
gone-title-old = This link has expired
gone-old = A link for a place works for 30 minutes. Go back to the chat and share the place there, or send the photo again to get a new link.
gone-title-used = No place is needed any more
gone-used = This report has its place, or was dropped. You can close this page and go back to the chat.

## Sending a report

name-short = Reports
form-title = Send a report
form-lead = One photo and one place are enough. No account is needed.
form-sort = What is it
form-sort-problem = Something is wrong
form-sort-clear = ✨ Checked, nothing is wrong
form-sort-fixed = 🧹 We put it right (photos before and after)
form-fixed-two = What you put right needs two photos: the first one before, the others after.
form-unit = Counts for { $unit }.
form-unit-offline = Counts for the branch of the invite link.
form-bad-invite = This invite link does not work. You can send all the same; it counts for no branch.
form-photos = 1. Photo
form-camera = 📷 Take a photo
form-files = 🖼 Choose photos
form-photos-how = At most { $count } photos.
form-photos-count = Photos chosen: { $count }.
form-preparing = Preparing the photos…
form-photo-remove = Remove photo { $count }
form-photo-alt = Photo { $count }
form-place = 2. Place
form-more = 3. A few words (if you like)
form-kind = Kind
form-kind-unknown = Not sure – guess from my words
form-words = Description
form-words-how = For example: rubbish around the lamp post, near number 12. No names or phone numbers, please.
form-send = Send the report
form-sending = Sending…
form-privacy = Hidden data is taken out of photos before they are stored. Whoever has the code sees photos, place and state, but not the description.
form-no-photo = At least one photo is needed.
form-no-place = A place is needed: press “Use my location”, or tap the map.
form-outside = The place is outside our area. Move the pin and send again.
form-too-many = At most { $count } photos; the others were left out.
form-known = Report #{ $code } has this photo already, so it is not sent again. Please take a new one on the spot and send that.
form-photo-too-big = Photo { $count } is too large (more than 20 MB). Remove it and send again.
form-photo-bad = Photo { $count } cannot be opened. JPEG, PNG, WebP and HEIC work.
form-bad = It cannot be sent. Open the page again and try once more.
form-kept = On this phone
form-kept-how = Reports waiting for a network: { $count }. They are sent by themselves when there is one, each once. Open this page again if they stay.
form-kept-none = Reports sent from this phone.
form-waiting = Waiting for a network, kept at { $at }
form-stored = Arrived, the code will follow
form-sent = #{ $code } · { $ward }
form-same = Something here waits to be dealt with already. Is it the same?
form-same-yes = Yes, add the photo to #{ $code }
form-same-no = No, something else
form-same-photo = The photo of #{ $code }
form-same-otherwise = Without an answer it becomes a report of its own after some minutes.
form-try = Send now
form-drop = Delete
form-drop-sure = Delete this report? Its photos go, too.
form-edit = Correct
form-done = Noted, thank you
form-done-ward = Goes to: { $ward }
form-done-page = Follow it
form-done-follow = No message will be sent to you. To know how it goes on, press “Follow it”; keep the code.
form-done-stored = The report has arrived
form-done-stored-more = Its code will show here, mostly within seconds.
form-done-kept = Kept on this phone
form-done-kept-more = There is no network. It is sent by itself when there is one, exactly once.
form-another = Send another report
form-full = There is no room on this phone. Keep this page open and send when there is a network.

## A report's own page

report-kind = Kind
report-ward = Goes to
report-filed = Sent
report-accepted = Accepted
report-reopened = Opened again
report-resolved = Reported done
report-ticket = Ticket for re-checks
report-confirmed = Completed
report-confirmed-reporter = Completed, its reporter agrees
report-confirmed-recheck = Completed, a re-check agrees
report-confirmed-silence = Completed, nobody said otherwise
report-refused = Refused
report-duplicate = Duplicate
report-withdrawn = Withdrawn
report-reason = Reason
report-due = Due
report-same = The same as
spot-title = Recurring point
spot-owner = Answers for it
spot-since = Since
spot-history = History: { $count } reports
spot-photo = The photo of #{ $code }
report-before = Before
report-after = After
report-photo = { $name }, photo { $number }
report-where = Place
report-map = Map with a pin at the place
report-hidden = Photos and place of this report are not shown.
report-how = Open the page again to see where it stands. Whoever has the code can see this page.
no-report-title = No such report
no-report = There is no report with this code. Codes have 4 or 5 letters and digits, like K7P2.
no-report-new = Send a new report

## What became of closings

results-title = What became of closings
results-days = The last { $count } days, without reports that their reporters closed themselves.
results-closings = Closings
results-asked = Reporters asked
results-answered = Answered
results-good = Think it is fine
results-words = What reporters say
results-words-how = Fewer than { $count } answers are not shown, so that nobody's own can be told.
results-confirmed = Who confirmed
results-confirmed-how = The reporter with 😀, somebody else who went there (re-check), or nobody who said otherwise in time. Opened again: a closing that was not so.
results-n = Closings
results-column-asked = Asked
results-column-answered = Answered
results-column-good = 😀
results-column-fair = 😐
results-column-bad = ☹️
results-column-by-reporter = Reporter
results-column-by-recheck = Re-check
results-column-by-silence = In time
results-column-reopened = Again
results-none = No report was closed in this time.
results-rechecks = Re-checks by lot

## Re-checks by lot

rechecks-title = Re-checks by lot
rechecks-what = Each week { $count } closings of each ward are drawn by lot. Somebody with no part in them goes there and looks.
rechecks-week = Week { $name }
rechecks-drawn = Drawn at { $at }
rechecks-late = { $days ->
        [one] 1 day
       *[other] { $days } days
    } late
rechecks-count = Closings of the week
rechecks-a-ward = Drawn of each ward
rechecks-ticket = Ticket
rechecks-found = Found
rechecks-verdict-open = still open
rechecks-verdict-done = it is done
rechecks-verdict-false = not done, opened again
rechecks-verdict-unclear = cannot tell
rechecks-verdict-over = not needed, opened again before
rechecks-verdict-nobody = nobody could look
rechecks-secret-still = The lot was drawn. It is shown when all were looked at, a week later at the latest, so that nobody tidies up those places alone.
rechecks-again = Draw it again
rechecks-again-how = In the week before, a secret is made, and its SHA-256 is shown at once, so it cannot be changed later. For the first week, and where the bot did not run in the whole week before, that is done during the week. After the week, the seed is the SHA-256 of the secret and of the list of the week's closings. In each ward those tickets are drawn that give the lowest SHA-256 together with the seed. A report's page names its ticket.
rechecks-promise = Promised beforehand, at { $at }
rechecks-secret = Secret
rechecks-seed = Seed
rechecks-pool = What was drawn from: { $count } tickets
rechecks-commands = Save the list as a file and run this on Linux; the first line has to be what was promised:
rechecks-none = No lot was drawn yet.
rechecks-coming = Weeks not drawn yet
rechecks-coming-how = The SHA-256 of each secret, shown since the week before; for the first week, and where the bot did not run in the whole week before, since some moment of the week.
rechecks-coming-week = Week { $name }, shown since { $at }
rechecks-weeks = Earlier weeks

## The sender's word, on the phone that sent it

word-title = What do you think of it?
word-how = This report was sent from this phone, so you can say so here. If nothing was done, choose ☹️.
word-why = What is not good?
word-thanks = Thank you, noted. You can change your mind while there is time.
word-later = This could not be sent. Try again later.

## The office's page for contests

contest-title = Contests
contest-lead = Score, see the tables, close and publish. The link opens once; this page works for some hours.
contest-name = Name
contest-total = Total
contest-reward = Reward
contest-written = The rules were taken in on { $day }.
contest-coming = to come
contest-running = running
contest-over = over, not closed
contest-closed = closed, not published
contest-published = published
contest-score = Scores of the council
contest-comment = Comment (needed)
contest-save = Save
contest-needed = { $name }: a score from 0 to { $number } and a comment are needed.
contest-saved = The score of { $name } is saved.
contest-by = Scored by { $name }
contest-close = Close the result
contest-close-sure = It cannot be changed afterwards. Press again to close
contest-closed-done = The result is closed.
contest-publish = Publish to the groups
contest-publish-sure = Press again to publish
contest-published-done = Published: the bot tells the groups.
contest-hash = Check of the result: { $code } (how the SHA-256 of its file begins)
contest-save-docx = Save as Word
contest-save-xlsx = Save as Excel
contest-save-json = Save the result (JSON)
contest-template = The office's own Word layout (RESULT_TEMPLATE) has a mistake, so there is no file. Ask whoever runs the bot.
contest-edit = Change
contest-new = Set up or change a contest
contest-new-how = Change the example below and save it. It may be changed until its first day; set up later, it says since when its rules stand; the same slug is the same contest.
contest-file = The file
contest-add = Check and save
contest-added = Saved.
contest-old = The link was used or is too old. Send /thidua to the bot for a new one.
contest-offline = No connection. Look at your network and try again.
contest-wait = Too many tries. Wait a minute and open it again.
contest-bad = This was not understood. Load the page again.
## Boards

board-weeks = Boards of all weeks
board-now = this week, still moving
board-none = There is no such board
board-check = Check it yourself
board-check-how = This is the SHA-256 of the file { $file }.json: download it and run sha256sum. The file { $file }.csv has all lines of the week; added up by branch or ward they are the figures of the boards. Its points are in hundredths: 150 is 1.5 points.
board-corrections = Corrected by the office in this week
board-later = Counted afterwards
board-later-how = A final board does not change. What became known about this week later, corrections by the office too, counts in the next week and is written here.
board-later-none = No line yet.
lines-week = Week { $week }
lines-total = Sum: { $points } points
lines-extra = Added to the score: { $points }
lines-how = Each figure of the board is the sum of lines below. An asterisk marks what is of an earlier day and counts in this week.
lines-codes = Of codes only the first two signs are shown: whoever has one knows it again, and nobody else can open the report.
lines-only-sum = Only the sum is shown, and not which report each word was about.
lines-cut = Only the newest lines are shown.
line-hours = { $hours } working hours
lines-back = Back to the boards of the week
