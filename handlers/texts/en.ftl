### Everything the bot says, in English. The same ids and variables as vi.ftl.

## Hours and days

time-today = { $hour }
time-day = { $hour } { $day } { $date }
day-0 = Mon
day-1 = Tue
day-2 = Wed
day-3 = Thu
day-4 = Fri
day-5 = Sat
day-6 = Sun

## Buttons

button-accept = Accept
button-done = Done
button-refuse = Refuse
button-pass = Pass on
button-undo = Undo
button-map = 🗺 Map
button-history = 🔁 History of the point
button-kind = Another kind…
button-neighbour = It is in { $ward }
button-believe = Yes, one of ours
button-withdraw = Withdraw
button-same = Yes, add the photo to #{ $code }
button-not-same = No, something else
button-duplicate = Same as #{ $code }
button-self-fix = 🧹 We put it right
button-clear = ✨ Checked, nothing wrong
button-is-problem = No, something is wrong
button-good = 😀 Fine
button-here = 📷 I am there
button-pass-on = Let somebody else
button-found-done = ✅ It is done
button-found-not = ❌ It is not done
button-found-unclear = ❓ I cannot tell
button-ask-inspector = Ask to be an inspector
button-photo-fine = The photo is fine
button-photo-wrong = Not right, open again
button-fair = 😐 So-so
button-bad = ☹️ Not good
button-share-place = 📍 Share the place
button-new-photo = No, it is a new photo
button-see-report = See that report
button-two-photos = Two different photos
button-one-photo = The same photo
button-ask-access = Ask to be an officer
button-approve = Approve
button-decline = Decline
button-link-yes = Yes, that is me
button-link-no = Not me

## The state on a card, and a word for lists

state-new = 🆕 New, waiting to be accepted
state-accepted = 🔧 In progress, accepted { $at }
state-resolved = ✅ Done { $at }, waiting to be confirmed
state-checking = 🔎 Said to be done { $at }, being looked at
state-confirmed = ✅ Closed { $at }
state-refused = ⛔ Refused: { $reason }
state-reopened = 🔴 Not done, reopened { $at }
state-duplicate = 🤝 The same as { $other }
state-withdrawn = Withdrawn by the reporter
state-noted = ✅ Noted: { $sort }
confirmed-reporter = says its reporter
confirmed-recheck = says a re-check
confirmed-silence = nobody said otherwise
mood-good = 😀 fine
mood-fair = 😐 so-so
mood-bad = ☹️ not good
word-new = new, not accepted yet
word-accepted = in progress
word-resolved = done, to be confirmed
word-confirmed = closed
word-refused = refused
word-reopened = reopened
word-duplicate = duplicate
word-withdrawn = withdrawn
word-noted = noted
sort-problem = to be dealt with
sort-clear = checked, nothing wrong
sort-fixed = put right by its reporter

## The card in a group of officers

card-urgent = URGENT
card-due-accept = ⏰ Accept by { $accept } · done by { $resolve }
card-due = ⏰ Done by { $resolve }
card-unit = From: { $unit }
card-public = a resident
card-words = “{ $words }”
card-place = 📍 { $place }
place-accuracy = (±{ $metres } m)
card-ward = Handled by: { $ward }
card-photos = 🖼 { $count ->
        [one] { $count } photo
       *[other] { $count } photos
    }
card-others = 👥 { $count ->
        [one] one other person
       *[other] { $count } other people
    } reported this as well
card-spot = 🔁 Recurring point { $code } · { $count } times in { $days } days · answers for it: { $owner }
card-after = 📷 { $count ->
        [one] { $count } photo taken afterwards
       *[other] { $count } photos taken afterwards
    }
card-own = ⚠️ Closed by its own reporter
card-mood = 💬 Its reporter: { $mood }
card-passed = ↪️ Passed on from { $ward } { $at }
card-reopened-reporter = 🔴 The reporter said “not done” { $at }
card-reopened-office = 🔴 The office opened it again { $at }
card-reopened-recheck = 🔴 A re-check found it not done, opened again { $at }
card-how-in-words = Answer: accept { $code } · done { $code } (with a photo) · refuse { $code } <reason> · pass { $code } <ward>
card-how = Reply to this: accept · photo = done · refuse <reason> · pass to <ward>
card-gone = ↪️ Passed on to { $ward } { $at }
more-photos = #{ $code } · { $count ->
        [one] { $count } more photo
       *[other] { $count } more photos
    }
reopened-ward-reporter = #{ $code } 🔴 the reporter says it is NOT DONE. The report is open again, its deadlines count from now.
reopened-ward-office = #{ $code } 🔴 the office asks you to have another look: the photo does not show that this place is done. The report is open again, its deadlines count from now. If it was only the wrong photo, reply to this with the right one.
reopened-ward-recheck = #{ $code } 🔴 re-check: somebody went there and found it not done, and the office agrees. The report is open again, its deadlines count from now.
fixed-ward = #{ $code } 🧹 { $unit } put this right: { $kind }
    📍 { $place }
    Nothing is left for the ward to do.

## Answers to the reporter

answer-title = #{ $code } · received, thank you
answer-ward = Handled by: { $ward }
answer-kind = Kind: { $kind }
answer-no-after = 📷 The photo taken afterwards is missing: send it right here.
photo-far = 📷 The photo was taken { $distance } from this place.
photo-old = 📷 The photo says { $day }; that may be the phone's clock.
answer-photos = If the place or the photo is not the one you meant, choose “Withdraw” and send it again. If it is, there is nothing to do.
enough-today = 🌟 You sent more than { $most } reports today, thank you! More are taken in all the same, they only get no more points.
no-hurry = 🙏 That is faster than a ward can look. Several photos of one place can go together, once. What you sent is taken in.
answer-outside = The place is { $distance } outside the line; it was taken for { $ward }, the nearest.
answer-no-group = No group of officers receives reports there yet. The report is kept and will reach the group as soon as there is one.
answer-doubted = 🔎 The photo looks like one that was sent before: the office will have a look, and until then there are no points.
same-ask = 🔎 Something here waits to be dealt with already. Is it the same?
same-line = #{ $code } · { $kind } · { $distance } away · sent { $at }
same-otherwise = Without an answer it becomes a report of its own after { $minutes } minutes.
same-words = 📝 Description noted. One question is left: is it the same as #{ $code }? Answer «yes» or «no».
same-joined = #{ $code } 🤝 your photo was added, thank you! You will be told what becomes of it like its reporter.
same-joined-own = #{ $code } 📷 the photo was added to your report.
ask-clear = ✨ { $name }, send a photo and the place that you checked, within { $minutes } minutes. A day with nothing wrong counts for the target as well.
offer-clear = You checked and nothing was wrong? Choose it below, then send one photo and one place: the day counts as well.
ask-own-after = #{ $code } 🧹 Thank you! When it is done, reply to this with a photo taken afterwards; one sent in the next { $minutes } minutes counts as well. Until then the ward deals with it.
own-after-known = #{ $code } 📷 This photo was sent before. When it is done, take a new one of the place and reply to this with it.
own-after-taken = #{ $code } 🧹 Noted: you put it right. Thank you very much! The ward was told.
today-met = ✅ { $unit }, today: { $count }/{ $target } – target met
today-open = ⏳ { $unit }, today: { $count }/{ $target } – not met yet
today-own = Your own today: { $count ->
        [one] { $count } valid report.
       *[other] { $count } valid reports.
    }

## Half a report: the photo or the place is missing

ask-place = 📍 The place is missing. { $how } The photo is kept for { $minutes } minutes.
place-button = Tap «Share the place» below, or 📎 → Location, or paste a map link, or type the address.
place-clip = Tap 📎 → Location, or reply to the photo with a location or a map link.
place-pin = Tap 📍 and then the map.
place-plus = Tap (+) → Location, or paste a map link, or type the address.
place-typed = Paste a map link, type coordinates such as 12.34567, 107.65432, or type an address or the name of a ward.
place-typed-here = Reply to this with a map link, coordinates such as 12.34567, 107.65432, or the name of a ward.
photo-here = Send a photo here, with a few words if you like.
photo-named = Reply to this with the photo, or send it with the bot's name (type @, choose the bot) in its own caption. A photo that comes before the name does not reach the bot.
named-first = Whatever is typed for the bot has to begin with its name (type @, choose the bot), or to answer one of its messages.
ask-place-link = 🗺 Or show the place on a map: { $link }
ask-photo = 📷 The photo is missing. Please take one and send it here. The place is kept for { $minutes } minutes.
words-kept-place = 📝 Description noted. 📍 The place is still missing. { $how }
address-not-found = 📝 Description noted. 📍 No such place was found on the map: try the number and the street. { $how }
words-kept-photo = 📝 Description noted. 📷 The photo is still missing.
words-added = #{ $code } 📝 your words were added to the report.
already-filed = #{ $code } was made from this photo already; no other place is needed.
outside = 📍 Outside our area: the nearest is { $ward }, { $distance } away. The photo is kept; if the place was off, please send the right one.
no-wards = There is no ward map yet, so there is nowhere to send this. An admin has to load one (the command wards import).

## Photos that cannot be used

photo-too-big = 📷 The photo is too heavy (over 20 MB). Send it again as an ordinary photo, not as a file.
photo-not-a-photo = 📷 This file is not a photo. JPEG, PNG, WebP and HEIC work.
photo-broken = 📷 The photo is damaged and does not open. Please send it again or take a new one.
photo-too-many-pixels = 📷 The photo is too large (too many pixels). Send it again as an ordinary photo, not as a file.
photo-gone = 📷 This photo can no longer be fetched. Please send it again.
photo-too-many = 📷 { $most } photos are the limit; further ones are not kept.
photo-known = #{ $code } 📷 This report has this photo already ({ $kind }, sent { $at }, { $state }), so it is not sent again. If you took a new one, tell the bot.
photo-known-own = #{ $code } 📷 You sent this photo with this report already ({ $kind }, sent { $at }, { $state }); there is no need to send it again. If you took a new one, tell the bot.
photo-left-out = #{ $code } 📷 has this photo already, so only the others are taken.
photos-added = #{ $code } 📷 photos were added, the report has { $count } now.

## Telling the reporter

the-office = The office
told-accepted = #{ $code } 🔧 { $who } took it on, to be done by { $due }.
told-resolved = #{ $code } ✅ { $who } says it is done. What do you think of it? If nothing was done choose ☹️, and the report is opened again. You can answer for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } and change your mind.
told-resolved-again = #{ $code } ✅ { $who } says it is done, after it was reopened. What do you think this time? You can answer for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } and change your mind.
told-resolved-own = #{ $code } ✅ you have just closed your own report, so the bot does not ask what you think of it.
ask-why = #{ $code } ☹️ noted. What is not good?
told-confirmed = #{ $code } ✅ closed. Thank you for reporting it and for checking.
told-refused = #{ $code } ⛔ { $who } refused it, because: { $reason }
passed-back = #{ $code } ↪️ { $other } passed it back to { $ward }. Please see whose it is; its deadlines go on and do not begin anew.
told-passed = #{ $code } ↪️ was passed on to { $ward }.
told-duplicate = #{ $code } 🤝 is the same as { $reason }, which was reported already. From now on you are told what becomes of { $reason }.
same-as-own = The same as #{ $own }, which you sent.
followed-resolved = #{ $code } ✅ { $who } says that what you reported as well is done. Thank you.
followed-reopened = #{ $code } 🔴 its reporter says it is not done; it is open again and { $who } was told.
told-reopened-reporter = #{ $code } 🔴 is open again. { $who } was told. Thank you for checking.
told-reopened-office = #{ $code } 🔴 the office opened this report again for { $who } to go on with.
told-reopened-recheck = #{ $code } 🔴 somebody had a look and found it not done, so the report is open again for { $who } to go on with.
told-undone = #{ $code } ↩️ { $who } took the last step back. The report is again: { $state }.
told-cleared = #{ $code } ✅ the office had a look: it is a new photo. The report counts like any other.
told-upheld = #{ $code } the office finds that this photo is the one of #{ $other }, so this report gets no points. Next time please take a new photo on the spot.
ask-two-photos = #{ $code } 🔎 the photo looks very much like the one of #{ $other }; its sender says that it is new. The report is dealt with like any other, only without points so far. Please have a look: two photos or one?
reason-alone = the reporter can ask the bot for it in private
here-instead = (Said here because its sender cannot be written to in private now.)
picture-before = Before
picture-recheck = Re-check
picture-of = Photo of #{ $code }
picture-after = After

## Officers: what was understood, what is asked

which-report = Which report? Put its code into the message, such as: done { $example }
none-open = No report of this ward is open.
undo-in-words = By mistake? Answer: undo { $code }
understood-accepted = #{ $code } 🔧 { $name } accepted it. The reporter was told.
understood-resolved = #{ $code } ✅ { $name } says it is done, with a photo. The reporter was told.
understood-refused = #{ $code } ⛔ { $name } refused it: { $reason }
understood-passed = #{ $code } ↪️ { $name } passed it on to { $ward }.
understood-duplicate = #{ $code } 🤝 { $name }: the same as #{ $other }. Its reporter will be told what becomes of #{ $other }.
understood-place = #{ $code } 📍 your place was noted.
understood-note = #{ $code } 📝 kept as a note, the state is unchanged.
undone = #{ $code } ↩️ { $name } took the last step back. It is again: { $state }.
ask-after = #{ $code } 📷 needs a photo taken afterwards: reply to this with the photo and it is done.
ask-reason = #{ $code } ⛔ why is it refused? Choose a reason, or reply to this with one.
ask-ward = #{ $code } ↪️ pass it to whom? Choose a name, or answer: pass { $code } <ward>
ask-duplicate = #{ $code } 🤝 the same as which report? Answer: same as { $code } <other code>
unknown-code = #{ $code } is the code of no report, and nothing was recorded. Please look at the code again.
gone-elsewhere = #{ $code } ↪️ not recorded: this report is with { $ward }, not with this group. Officers of { $ward } reply in the group «{ $group }», or write to the bot in private, with the code.
gone-to-office = #{ $code } ↪️ not recorded: this report is with { $ward }, for which the office now acts in the group «{ $group }». Officers of { $ward } can still write to the bot in private, with the code.
gone-ungrouped = #{ $code } ↪️ not recorded: this report is with { $ward }, not with this group. { $ward } has no group now; its officers can write to the bot in private, with the code.
not-officer = 🔒 Not recorded: { $name } is not an officer of { $ward } yet. Ask below this message; once an admin approves, it works.

## After-photos that somebody should look at

flag-ask = #{ $code } 🔎 please have a look at the after-photo of { $ward }:
flag-how = This is a sign and no more. The ward only sees that it is being looked at.
flag-remind = 🔎 { $count ->
        [one] { $count } photo still waits
       *[other] { $count } photos still wait
    } for somebody to look. Choose below the message that was sent, or find those of: { $codes }
flag-fine = ✅ Looked at: the photo is fine.
flag-reopened = 🔴 Looked at: not right, the report was opened again.
flag-upheld = ✅ Looked at: the same photo, so the report gets no points.
flag-over = There is nothing left to decide: the report was opened again, or the closing was taken back.
flag-fine-ward = #{ $code } ✅ the office looked at the photo: it is fine. Thank you.
doubt-same-file = it is the very file that was sent for #{ $code }
doubt-alike = it looks much like a photo of #{ $code }
doubt-like-before = it is nearly the photo from before
doubt-made-with = the file names a program: { $name }
doubt-old = the camera says it was taken { $at }, before there was the report (its clock may be wrong)
doubt-far = the place of whoever closed it is { $distance } from the report
doubt-recheck = re-check: somebody who was asked to go there found it not done
doubt-reporter = its reporter says that nothing was done, after it was opened again once

## Re-checks: somebody else looks at what was closed

recheck-task =
    #{ $code } 🔎 Re-check: please have a look whether this place is done.
    { $kind } · 📍 { $place }
    { $ward } closed it { $at }. It was drawn by lot, nobody is suspected of anything.
    If you come by before { $until }: choose «I am there» and take a photo. If not, let somebody else; that is fine.
recheck-photo = #{ $code } 📷 Take a photo of it and send it, then your place.
recheck-place = #{ $code } 📍 The photo is here. Please send your place as well.
recheck-found = #{ $code } What do you find?
recheck-known-photo = #{ $code } 📷 This photo was sent before. Please take a new one on the spot.
recheck-far = #{ $code } 📍 This place is { $distance } from the report. Please send it again once you are there.
recheck-new-photo = #{ $code } 📷 This photo is older. Please take a new one on the spot.
recheck-thanks-done = #{ $code } Thank you for going there. Noted: done.
recheck-thanks-not = #{ $code } Thank you for going there. The office will look at the photo and decide.
recheck-thanks-unclear = #{ $code } Thank you for going there. Noted: cannot tell.
recheck-true = #{ $code } 🎖 The office agrees: it was not done, and the report is open again. Thank you.
recheck-over = #{ $code } There is no need to go there any more, thank you.
recheck-late = #{ $code } Somebody else was asked to have a look, thank you.
recheck-done-ward = #{ $code } ✅ re-check: somebody went there, and it is done. Thank you.
recheck-none = 🔎 A re-check is to go and look at what was closed, drawn by lot each week. There is nothing for you now. To help regularly, choose below; an admin decides.
recheck-own = 🔎 What you are asked to look at stands above. To help regularly, choose below; an admin decides.
recheck-nobody = 🔎 Re-checks, week of { $week }: nobody can be asked about { $count ->
        [one] 1 place
       *[other] { $count } places
    }. Make somebody an inspector: in a group, answer a message of theirs with /phuctra.
recheck-list = 🔎 { $count } waiting for a re-check. Choose a code to take it on:

## Not possible now: shown at a button or in the group

already-accepted = Somebody has accepted it already.
not-now = Not possible: the report is in another state. Look at its card again.
not-now-reopen = The report is done. After a slip use «Undo»; otherwise only its reporter can reopen it, with ☹️ → «Not done», or by writing: not done, and the code.
no-reopen = Not possible: only a report that is done can be reopened, and only by its reporter. After a slip use «Undo».
gone = This group no longer deals with this report.
same-ward = The report is there already. Choose another ward.
duplicate-itself = Both codes are the same report. Type the code of the other one.
duplicate-of-nothing = The other report was withdrawn, refused or asks nobody to act, so nothing can be joined to it.
duplicate-far = These reports lie too far apart to be of the same thing. Please look at the code again.
duplicate-closed = The other report is done already, so nothing can be joined to it. If this one is done as well, please answer it with a photo of the result.
duplicate-later = The other report is due later. Please join them the other way round: answer the other one with “trùng” and this code.
duplicate-kind = These reports are of different kinds, so not of the same thing. Please look at the code again.
believe-ask = #{ $code } 📝 Somebody sent this by your branch's page: { $sort }
    📍 { $place }
    Is it one of you? Then choose below, and it counts for the branch; otherwise just leave it.
undo-done = This was undone already.
undo-late = It is too late to undo this.
undo-overtaken = There is nothing to undo, or the report has changed since.
draft-over = This half report has become a report already, or was dropped. To report something else, send another photo.
unknown-button = This choice no longer works.
only-reporter = Only the person who sent the report can do this.
only-admin = Only an admin can do this.
link-code = 🔗 Code to link: { $code }
    In the other app, open the bot's private chat and type: /lienket { $code }. It works once, for { $minutes } minutes.
linked = ✅ Linked with { $who } at { $at }: both accounts are one person now, with their reports and rights. Not you? Type /thoilienket.
link-asked = 🔗 { $who } was asked. Once that is confirmed there, both accounts are one person.
link-confirm = 🔗 { $who } typed your code to link at { $at }. If that is you, confirm: both accounts become one person, with reports and rights in common. If it is not you, do not.
link-declined = 🔗 { $who } did not confirm; both accounts stay apart.
link-from-here = This account has rights that the other one has not, so do it the other way round: type /lienket here for a code, type the code there, then confirm here.
not-linked = This account is not linked with any other.
parted = ✅ No longer linked with { $platforms }. Reports and rights stay with this account.
parted-from = 🔗 This account is no longer linked with { $who }. Reports and rights stay there; new reports can be sent here as before.
toast-linked = Linked.
link-same = These accounts are one person already.
link-same-platform = You have an account in this app already. One account of each app can be linked.
join-code-unknown = The code is wrong or too old. Ask for a new one on the other side.
only-in-private = This command is for the private chat with the bot.
move-code = 🚚 Code to move the group: { $code }
    Add the bot to the new group, where an admin types: /chuyenkenh { $code } (in a Zalo group after the bot's name). It works once, for { $minutes } minutes.
move-unbound = This group belongs to no ward, branch or office, so there is nothing to move.
moved-away = 🚚 This group has moved to { $group }. The bot sends no new work here.
moved-here = ✅ This group takes the place of { $group }.
only-in-group = This command is for groups: open the group and type it there.
no-admin-yet = There is no admin yet who could approve. Ask whoever runs the bot to add one first.
too-late-to-change = It can no longer be changed: the report was accepted or passed on.
others-wait = It can no longer be withdrawn or changed: others saw the same and wait for the result.
too-late-to-withdraw = It can no longer be withdrawn: somebody is dealing with the report.
too-late-to-rate = This can no longer be judged: the time is over, or the report was opened again.
not-own-flag = Somebody else has to decide this, as you have a part in it.
recheck-ended = There is nothing to look at any more, or somebody else was asked.
recheck-first = Send a photo and your place from there first.
recheck-taken = Somebody has taken this on.
recheck-not-yours = You cannot take this on: it takes an inspector who has no part in the report.
not-own-closing = You closed this report yourself, so you cannot confirm it.
too-late-to-reopen = It cannot be reopened: the report is not done yet, the time is over, or it was reopened once already.

## Short answers to a pressed button

answer-by-number = Answer with a number:
which-number = 🔢 It is not clear which message this number is for, so nothing was recorded. Please reply to (quote) that very message with the number.
toast-done = Recorded.
toast-not-open = That one has just ended, so yours became a report of its own.
toast-photo = Send a photo taken afterwards to close it.
toast-reason = Tap or type the reason.
toast-ward = Tap or type the ward.
toast-kinds = Choose the right kind.
toast-withdrawn = Withdrawn.
toast-clear = Send one photo and one place.
toast-reopened = Reopened; whoever deals with it is told.
toast-thanks = 😀 Thank you for confirming.
toast-office = Thank you. This time the office will have a look.
toast-there = Send a photo of it, then your place.
toast-passed-on = Thank you, somebody else will be asked.
toast-rated = Thank you, noted.
toast-why = What is not good? Choose in the message that came.
toast-undone = Undone.
toast-new-photo = Taken as a new photo. Its place is all that is missing.
toast-not-officer = Not recorded: only officers of this ward can do this. Ask for that in the bot's message.
toast-access-asked = Asked. An admin will decide.
toast-already-officer = You are an officer already, go ahead.
toast-decided = This was decided already.

## Commands for everybody

help-private =
    👋 One photo and one place are a whole report.
    { $how }
    Either may come first, up to { $minutes } minutes apart.

    /homnay – has your branch met today's target
    /dakiemtra – you checked and nothing is wrong: it counts for today
    /cuatoi – your reports and where they stand
    /tracuu CODE – look up a report, as in /tracuu K7P2
    /xephang – this week's ranking and how it is counted
    /diem – points, line by line; /diem CODE for one report
    /moi – link and QR code to invite people to your branch
    /nhac – turn your private daily reminder on or off
    /lienket – join your Telegram and Zalo accounts
    /thoilienket – part them again
    /phuctra – go and look at what was closed
    /huy – drop a half-sent report
    /huy CODE – withdraw a report nobody has accepted
    /ngonngu – switch Việt / English
    /trogiup – this help
help-group =
    👋 One photo and one place are a whole report, right here in the group.
    { $how }

    /homnay – has the branch met today's target
    /dakiemtra – you checked and nothing is wrong: it counts for today
    /cuatoi – your reports and where they stand
    /tracuu CODE – look up a report, as in /tracuu K7P2
    /xephang – this week's ranking and how it is counted
    /diem – points, line by line; /diem CODE for one report
    /khieunai <reason> – something in the ranking is wrong
    /moi – link and QR code to invite people to the branch
    /huy – drop a half-sent report
    /huy CODE – withdraw a report nobody has accepted
    /ngonngu – switch Việt / English
    /trogiup – this help
    In private with the bot: /nhac – turn your daily reminder on or off
    Admins: /chitieu 2 17:00 – daily target and reminder hour
help-ward =
    Reply to a report's card, in Vietnamese (marks or none) or English:
    • accept
    • a photo taken afterwards – done
    • refuse <reason>
    • pass to <ward>
    • same as <code> – the same as another report
    • undo – take back the last step
    • anything else – kept as a note
    Without replying, add the code, as in: accept K7P2

    /tracuu CODE – look up a report, as in /tracuu K7P2
    /xephang – this week's ranking and how it is counted
    /diemtai – recurring points
    /diem – points, line by line; /diem CODE for one report
    /khieunai <reason> – something in the ranking is wrong
    /ngonngu – switch Việt / English
    /trogiup – this help
    { $officers }
help-ward-in-words =
    Type with the report's code, in Vietnamese (marks or none) or English:
    • accept K7P2
    • a photo taken afterwards, with the caption: done K7P2
    • refuse K7P2 <reason>
    • pass K7P2 <ward>
    • same K7P2 as M3N4 – the same as the other report
    • undo K7P2 – take back the last step
    With the bot's name and only one report open, no code is needed.

    /tracuu CODE – look up a report, as in /tracuu K7P2
    /xephang – this week's ranking and how it is counted
    /diemtai – recurring points
    /diem – points, line by line; /diem CODE for one report
    /khieunai <reason> – something in the ranking is wrong
    /ngonngu – switch Việt / English
    /trogiup – this help
    { $officers }
help-admin =
    🔑 For admins, to be typed in a group:
    /ganphuong NAME – the group receives a ward's reports
    /gandoan NAME – the group belongs to a branch
    /ganvanphong – the group is the office
    (without a name there is a list to choose from)
    { $officers }
    Inspectors, who re-check: whoever wants to help writes /phuctra to the bot in private, and you approve
    /chuyenkenh – in the old group, then in the new one with the code: it takes its place
    /chitieu 2 17:00 – in a branch's group: 2 reports a day, reminder at 17:00
    /diemtai – in the office's group: recurring points; /diemtai CODE NAME – who answers for one
    /thidua – to the bot alone: set up, score and publish contests
    /dieuchinh NAME +2 <reason> – add or take off points of a branch or ward; +1 day: a day on target
    /bacdon NAME <reason> – answer an objection: no correction
your-account = Your account: { $account }
unknown-command = There is no such command. Type /trogiup for the list.
which-place = 📍 Description noted. Where is it? Choose a line, or send the location.
addresses-from = Addresses: © OpenStreetMap
somewhere-in-ward = { $ward }, not known where
link-without-place = 🔗 This link does not say where it leads. Copy the coordinates from the map and send them here, such as: 12.34567, 107.65432
too-many-messages = 🙏 That was a lot of messages, so the last one was not taken. Please send it again in about { $minutes ->
        [one] a minute.
       *[other] { $minutes } minutes.
    }
not-understood = To report something, send a photo and then the place. How it works: /trogiup
no-unit = In no branch yet. To join: report in the branch's group, or open its invite link (on Telegram). Reporting works without one too.
mine-title = Your reports
mine-line = #{ $code } · { $state } · { $kind } · { $ward } · sent { $at }
mine-none = You have not sent a report yet. One photo and one place are enough to start.
no-such-report = There is no report with this code. Codes have 4 or 5 letters and digits, like K7P2.
look-up-how = Add the code, as in: /tracuu K7P2
look-up-state = State: { $state }
look-up-filed = Sent: { $at }
look-up-due = To be done by: { $at }
look-up-resolved = Done: { $at }
look-up-reason = Reason: { $reason }
language-set = The bot speaks English here now. Switch back: /ngonngu
joined-unit = 🎉 You joined { $unit }. From now on your reports count for it. Send one photo and one place to start.
bad-invite = This invite link does not work. Ask the branch for a new one; you can report without it.
invite =
    Join { $unit }: { $link }
    Send this link, or let people scan the code in the picture.
invite-page = Send reports on a web page, counted for { $unit }: { $link }
invite-page-picture = Scan to send a report
invite-picture = Scan to join
no-invite-here = There are no invite links here. Reporting in the branch's group makes you a member too.
nudge-on = 🔔 On: on days without a report from you the bot reminds you privately at { $at }. Off: /nhac
nudge-off = 🔕 Your private reminder is off. On again: /nhac
cancelled = The half-sent report was dropped.
nothing-to-cancel = Nothing is half-sent. To withdraw a report: /huy with its code, as in /huy K7P2
withdrawn = #{ $code } was withdrawn.
spot-new = 🔁 { $kind } · { $ward }: this came back { $times } times in { $days } days and is recurring point { $code } now. See: /diemtai { $code }
spot-given = ✅ { $code }: { $owner } answers for it. They were told.
spot-given-to = 🔁 Recurring point { $code } ({ $kind }): the office has named { $owner } to answer for it.
spot-only-here = This command is for the groups of wards and the office.
spot-owner = Answers for it: { $owner }
spot-report = #{ $code } · { $state } · sent { $at }
spot-line = { $code } · { $kind } · { $count } times, last { $at } · { $owner }
spots-title = 🔁 Recurring points, the last { $days } days
spots-none = No recurring points in the last { $days } days.
spots-how = One point with its history: /diemtai { $example }
spots-how-office = One point with its history: /diemtai { $example } · Name who answers for it: /diemtai { $example } <name> · Back to the ward: /diemtai { $example } ward
no-such-spot = There is no such point. The list: /diemtai

## Admins

now-admin = 🔑 You are an admin. The commands: /trogiup
choose-ward = Which ward's reports should this group receive?
no-such-ward = No ward is called «{ $name }». Choose from the list:
choose-unit = Which branch is this group? Choose, or type /gandoan with a new name.
name-the-unit = Add the branch's name, as in: /gandoan Branch 1
bound-ward = ✅ This group receives the reports of { $ward }. { $count ->
        [0] None is waiting.
        [one] { $count } waiting report comes here now.
       *[other] { $count } waiting reports come here now.
    } How to handle them: /trogiup.
officers-by-reply = To add an officer (admins): in the ward's group, reply to them with /canbo.
officers-by-asking = New officers: in the ward's group, type what you want to do, such as: accept CODE, and then the number that asks for the right; an admin approves.
pin-this = 📌 Pin this, so that the group knows how to report.
bound-unit = ✅ This group belongs to { $unit }, daily target: { $target }.
    { $how }
    Invite people: /moi. Change the target and the reminder: /chitieu 2 17:00
bound-office = ✅ This group is the office: it receives the boards, what is overdue, and reports from places without a group.
only-in-unit = Type this in a branch's group (bound with /gandoan).
only-in-ward = Type this in a ward's group (bound with /ganphuong).
reply-to-person = Reply to a message of the person to add, with /canbo.
target-how = Add the daily target and the reminder hour, as in: /chitieu 2 17:00
target-set = ✅ { $unit }: { $target ->
        [one] { $target } report
       *[other] { $target } reports
    } a day, reminder at { $at }.
access-request = 🔑 { $name } asks to be an officer of { $ward }, from the group «{ $group }».
access-request-inspector = 🔑 { $name } asks to be an inspector: to go and look at what was closed.
now-inspector = ✅ { $name } is an inspector. In private with the bot: /phuctra
not-made-inspector = { $name } was not made an inspector.
now-officer = ✅ { $name } is an officer of { $ward } and can act now.
not-made-officer = { $name } was not approved as an officer of { $ward }.

## Groups

hello-group =
    👋 The bot has joined. An admin says what this group is:
    /ganphuong NAME – a ward's officers
    /gandoan NAME – a branch
    /ganvanphong – the office
    Without a name there is a list to choose from.
needs-rights =
    ⚠️ The bot cannot read messages in this group, so it will miss photos and replies. Do one of these:
    1. Tap the group's name → ✏️ → Administrators → Add → choose the bot. The default rights are enough.
    2. Write to @BotFather: /setprivacy → choose the bot → Disable; then remove the bot from the group and add it again.
rights-fine = ✅ The bot can read the messages in this group.
ward-left = ⚠️ { $ward } has no group of officers any more, and { $count ->
        [one] { $count } report is
       *[other] { $count } reports are
    } open there. The office goes on with them in its group. Once there is a new group of officers, send /ganphuong { $ward } there
ward-ended = ⚠️ { $ward } has ended with no ward in its place, and { $count ->
        [one] one of its reports is
       *[other] { $count } of its reports are
    } still open. The office goes on with them in its group; if there is none, bind it: /ganvanphong
gathered-cards = 📋 { $count } new reports. To save messages they come together once an hour; what is urgent comes at once.
plan-nearly-used = ⚠️ { $channel }: { $used } of { $limit } messages are used this month. From now on reports that are not urgent come together once an hour. Beyond the plan messages have to wait: get a larger plan, or move groups to another channel.
plan-used = ⚠️ { $channel }: { $used } of { $limit } messages are used this month, nearly all. Beyond that messages wait until next month or a larger plan: get one, or move groups to another channel.
group-gone = ⚠️ The bot is no longer in the group «{ $group }», and nothing reaches it. To go on, add the bot to the group again.

## What the bot says by itself

remind-unit = ⏰ { $unit }, today: { $count }/{ $target } – not met yet. One photo and one place are a whole report.
remind-unit-late = ⏰ Later than usual: { $unit }, today: { $count }/{ $target } – not met yet. One photo and one place are a whole report.
nudge-own = ⏰ No report from you today. If you see something wrong, send a photo and the place. Turn this off: /nhac
remind-rating = #{ $code } 🙂 { $who } said at { $at } that it is done. Have you been there, and what do you think? The bot asks no more than this.
remind-ratings = 🙂 { $count ->
        [one] { $count } report of yours is
       *[other] { $count } reports of yours are
    } said to be done, and you have not said what you think. Choose below the message that you got, or type /tracuu and the code. The bot asks no more than this.
due-accept = #{ $code } ⏰ the time to accept it is up.
due-resolve = #{ $code } ⏰ the time to resolve it is up.
due-many = ⏰ { $count ->
        [one] { $count } report has fallen due:
       *[other] { $count } reports have fallen due:
    }
due-line = #{ $code } · { $what }
due-word-accept = not accepted in time
due-word-resolve = not resolved in time
office-late = 🔴 { $count ->
        [one] { $count } report is a working day late:
       *[other] { $count } reports are a working day late:
    }
office-late-line = #{ $code } · { $ward } · { $what }, due { $due }

## Boards

board-late = ⏰ Sent late, it was due at { $at }.
board-week = Week of { $week }
board-is-draft = draft
board-frozen = final, hash { $hash }
board-link = Line by line, and how to check it: { $link }
board-units = Branch ranking
board-unit = Branch
board-days = Days
board-points = Points
board-valid = Valid
board-fixed = Put right
board-units-how = Ranked by days on target, then points (valid report { $report }, same spot { $again }, put right { $fixed }, checked and nothing wrong { $clear }; at most { $cap } a member a day), then the share that is valid. Ties share a rank.
board-units-arithmetic =
    How it is counted:
    • Days: days on which the target was met, or somebody went and found nothing wrong, of the days of the week so far (today too).
    • Points: come when the ward takes a report. Refused, duplicate and withdrawn ones give none; the same spot as an earlier report counts in part; beyond the daily cap there are no more.
    • Valid: valid reports, of those that were decided (valid or refused).
    • Ranked by days, then points, then the share that is valid. Ties share a rank; with nothing yet there is none, shown as “–”.
    • Line by line: /diem in the branch's group; /diem and a code for one report.
board-no-units = There are no branches yet.
board-wards = Ward ranking
board-ward = Ward
board-done = In time
board-confirmed = Confirmed
board-hours = Hours
board-content = Content
board-oldest = Oldest (days)
board-score = Score
board-few = Too few cases to judge (below { $least }): { $count ->
        [one] { $count } ward
       *[other] { $count } wards
    }
board-quiet = Nothing to do yet: { $count ->
        [one] { $count } ward
       *[other] { $count } wards
    }
board-wards-how = Score of 100: { $time } closed in time, { $confirmed } confirmed as done, each as the share that is certain (95%), so 2/2 is no better than 95/100. Many reports do not lower a rank.
board-wards-arithmetic =
    How it is counted, on cases decided in the week:
    • In time: closed (or refused with a reason) in time, of those closed or overdue. What was opened again, or passed on only when it was overdue, was not in time.
    • Confirmed: closings that the reporter, a re-check or silence for some days confirmed, of these and those that were contradicted.
    • Hours: median working hours from reaching the ward to closing.
    • Content: reporters who find a closing fine, of those who said something. Not shown while they are few; not part of the score.
    • Oldest: days for which the oldest open report has waited.
    • Score: the first two shares, each as its lower bound (Wilson, 95%), with points that a re-check or the office added or took off. Ties are decided by hours, then by the oldest.
    • With too few cases there is no rank. Many reports do not lower one.
    • Line by line: /diem in the ward's group.
board-no-wards = There are no wards yet.

## Points: why

rule-day = day on target
rule-report = valid report
rule-half = the same spot as an earlier report, counts in part
rule-over = valid, beyond what a day gives points for
rule-clear = went to look, nothing wrong
rule-fixed = put right by ourselves
rule-refused = refused
rule-duplicate = duplicate of another report
rule-found = proved that a closing was false
rule-done = closed in time
rule-done-late = not closed in time
rule-taken = accepted in time
rule-taken-late = not accepted in time
rule-closed = reported done
rule-confirmed-reporter = the reporter says it is done
rule-confirmed-recheck = a re-check says it is done
rule-confirmed-silence = done, and nobody says otherwise
rule-reopened = the reporter says it is not done
rule-false-closing = a re-check says it is not done
rule-rated-good = its reporter finds it fine
rule-rated-fair = its reporter finds it so-so
rule-rated-bad = its reporter is not content
rule-adjust = corrected by the office
rule-adjust-day = day on target, corrected by the office
points-own = Your points · week { $week }
points-of = { $name } · week { $week }
points-of-report = #{ $code } · why it counts like this
points-total = Sum: { $points } points
points-sum = • { $what }: { $sum }
points-none = Nothing this week yet. Points come when the ward takes a report, not when it is sent.
points-report-none = No line yet. Points come when the ward takes a report, not when it is sent.
points-waiting = ⏳ { $count ->
        [one] { $count } report waits for its ward and has no points yet
       *[other] { $count } reports wait for their wards and have no points yet
    }
points-place = You are number { $place } of { $of } (nobody else sees that)
points-place-unit = In your branch: number { $place } of { $of }
points-streak = 🔥 Days in a row with a report: { $days }; days that may still be missed this month: { $grace }
points-lines = Line by line, the newest first:
points-back = taken back: { $what }
points-where = Send /diem in the group of a branch or a ward, or to the bot in private. For one report: /diem and its code.

## Contests

contest-begins = 📣 It begins: { $name }
contest-days = From { $first } to { $last }. Report as on any day, the bot counts.
contest-written = Its rules were written on { $day }, after the first day.
contest-written-over = Its rules were written on { $day }, after the contest was over.
contest-rewards = 🏅 { $rewards }
contest-scored = scored by the council
contest-how = A total of 100 is made of { $parts }. Who is equal to the last shares the place.
contest-least = Below { $least } decided cases there is no place (–).
contest-week = week of { $week }
contest-phase = interim sum { $phase }, up to { $day }
contest-over = up to { $day }
contest-over-how = 🏁 The contest is over. This is what the bot counts; the council scores the rest before the result is published.
contest-left = 📝 The council has { $count ->
    [one] one score
   *[other] { $count } scores
} left to give before the result can be closed.
contest-units = Branch
contest-wards = Ward
contest-change = Change
contest-total = Total
contest-nobody = Nobody takes part yet.
contest-result = 🎉 The result: { $name }
contest-congratulations = CONGRATULATIONS
contest-members = 🏅 { $division }, how many are rewarded by branch: { $branches }. Each of them is told alone.
contest-own = 🎉 Congratulations on { $reward } ({ $division }) in { $name }. Thank you!
contest-line = 🏁 { $name }: { $first } – { $last }
contest-none = There is no contest yet.
contest-page =
    To set one up, score, close and publish (it opens once, within 30 minutes; pass it on to nobody):
    { $link }
contest-no-page = The server has no public address and so no page for this. Use the command on the server: campaign.

## Drafts, objections, corrections

board-draft-office = 📝 This is a draft; it becomes final { $until }. What branches and wards object comes here. To correct figures: /dieuchinh <branch or ward> +2 <reason>
board-draft = 📝 Draft of { $week }: { $line }.
own-unit = { $days } days on target, { $points } points, rank { $rank }
own-ward = in time { $done }, confirmed { $confirmed }, rank { $rank }
board-draft-how = Something is wrong? /khieunai <reason>, until { $until }. Line by line: /diem
objection-where = Send /khieunai <reason> in the group of a branch or a ward.
objection-how = Is something wrong with the figures of { $week }? Say what, as in: /khieunai report K7P2 was counted wrongly. Until { $until }; then the board is final.
objection-enough = { $count } objections of this group wait for the office. Please wait for the answer first.
objection-taken = 📣 Passed on to the office; the board of { $week } becomes final { $until }. The answer comes to this group. If it comes later, a correction still counts, in the next week and in public.
objection-told =
    📣 { $name } objects to the board of { $week }: “{ $words }”
    If that is so: /dieuchinh { $name } +1 <reason> (with the word “days” behind the number for days on target)
    If not: choose a reason, or /bacdon { $name } <reason>
decline-right = The figures follow the rules
decline-unclear = Not enough to go by
decline-how = Name and reason are needed, as in: /bacdon Branch 1 all of it was counted
objection-none = Nothing that { $name } objected to is waiting.
objection-declined = { $name } was told: no correction, because: { $reason }
objection-refused = 📣 The office looked at “{ $words }”: no correction, because: { $reason }
objection-was-accepted = ✅ accepted by { $name }: { $reason }
objection-was-declined = ✖️ declined by { $name }: { $reason }
adjust-how = Name, points and reason are needed, as in: /dieuchinh Branch 1 +2 one report was missing. Days on target: /dieuchinh Branch 1 +1 day the bot was down
adjust-too-many = Altogether that is more days than a week has. Please look at the number again.
adjust-days = Only branches have days on target, and whole ones: +1 day
adjust-nobody = There is no branch or ward called “{ $name }”.
adjust-which = Which one is “{ $name }”: { $names }? Type the whole name.
adjust-no-rules = No rules of points are in force today.
adjust-of-points = { $points } points
adjust-of-days = { $count } days on target
adjust-done = 📒 Written down: { $name } { $what }, counted on { $day }. Reason: { $reason }
adjust-told = 📒 Corrected by the office for { $name }: { $what }, counted on { $day }. Reason: { $reason }
adjust-accepted = ✅ The objection was accepted. { $name }: { $what }, counted on { $day }. Reason: { $reason }

## Mistakes in a file of a contest, and what cannot be done yet (the office's page, the command line)

mistake-line = Line { $number }, “{ $words }”: cannot be read here, or just before. Each line says name = value; words stand in straight quotes "…"; days are like 2027-06-01; numbers have no unit.
mistake-twice = Line { $number }, “{ $words }”: this stands further up already. Each name stands once; what there is several times begins with double brackets each time, like [[phase]].
mistake-brackets = Brackets stand too deep in each other. Look at each [ and ].
mistake-digits = A number has too many digits. Type it anew.
mistake-missing = is missing and has to be added.
mistake-unknown = nothing is called so. Compare the name with the example, or take it away.
mistake-least = { $ge } or more is expected.
mistake-most = { $le } at most is expected.
mistake-below = a day before { $lt } is expected.
mistake-slug = only small letters without marks, digits and hyphens, 40 at most, like "chi-doan".
mistake-long = too long: { $max_length } letters at most.
mistake-many = too many: { $max_length } at most.
mistake-one-of = one of { $expected } is expected.
mistake-words = words in quotes are expected, like "Giải Nhất".
mistake-whole = a whole number is expected, like 20.
mistake-number = a number is expected, like 20 or 7.5.
mistake-day = a day without an hour is expected, year first, like 2027-06-01.
mistake-list = a list in brackets is expected, like ["a", "b"].
mistake-table = begins with a line of its own in double brackets, like [[division]].
mistake-other = this is not as expected. Compare it with the example.
mistake-blank = a name is expected, not blanks alone
mistake-unseen = the sign { $sign } cannot be seen: type the name anew
mistake-everybody = "all" is expected, or a list of names like ["Đội A", "Đội B"]
mistake-counted-or-scored = either counted = "points" or the like, or scored = 10 is expected
mistake-full-for = full is for one of { $known }
mistake-full-hundredths = full: hundredths are the finest
mistake-full-whole = full: whole numbers are the finest
mistake-same-criteria = two criteria have the same slug
mistake-weights = the weights have to add up to 100, not { $sum }
mistake-counted = of { $kind } one of { $known } is counted, not { $counted }
mistake-members-scored = members are not scored by hand: they are too many
mistake-tie = tie: no criterion is called { $name }
mistake-days = last_day has to come after first_day, within two years
mistake-phases-order = each phase has to end later than the one before it
mistake-phases-days = phases have to end between first_day and last_day
mistake-no-division = at least one [[division]] is expected
mistake-same-divisions = two divisions have the same slug
mistake-no-ward = division { $division }: no ward is called { $name }
mistake-no-branch = division { $division }: no branch is called { $name }
mistake-score = { $criterion }: a score from 0 to { $most } is expected, not { $said }
not-yet-known = { $slug }: there is no such campaign
not-yet-changed = { $slug }: it began on { $day }, and its rules stay as they are; use another slug for another campaign
not-yet-removed = { $slug }: it began on { $day }, and stays
not-yet-final = { $slug }: it is closed, and its result does not change any more
not-yet-comment = { $division }.{ $criterion }: with a score the council says why, in a comment
not-yet-closed = { $slug }: it is closed already
not-yet-over = { $slug }: it goes on until { $day }
not-yet-scored = { $slug }: not scored yet: { $division } { $criterion } { $name }
not-yet-scored-more = { $slug }: not scored yet: { $division } { $criterion } { $name }, and { $more } more
not-yet-counted = { $slug }: reports are still being counted; try again in a minute
not-yet-begun = { $slug }: it begins on { $day }
not-yet-result = { $slug }: there is no result yet to write as .json; close it first
not-yet-publishable = { $slug }: close it first
not-yet-published = { $slug }: it is published already
