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
place-old = This link has expired. Go back to the chat and send the photo again.
place-used = This report needs no place any more.
gone-title-old = This link has expired
gone-old = A link for a place works for 30 minutes. Go back to the chat and share the place there, or send the photo again to get a new link.
gone-title-used = No place is needed any more
gone-used = This report has its place, or was dropped. You can close this page and go back to the chat.
