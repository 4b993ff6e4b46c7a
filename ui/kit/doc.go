// Package kit is the look of the operators' console and the widgets that Fyne does not have or not as we need them.
//
// # Start
//
//	a.Settings().SetTheme(kit.NewTheme(kit.Dark, 1.25)) // switch mode or scale: set another one, at any time
//	w.SetPadded(false)
//	w.SetContent(kit.NewRoot(content)) // background, and room for the hints of icon buttons
//
// Draw with the theme's names (ColorSurface, ColorMuted, ColorUrgent ...; SizeSmall, SizeBody, SizeLarge, SizeTitle; SizeUnit is
// the 4-pixel step), never with a colour of your own. Colour never says a thing alone: a Tone brings its icon, you bring the word.
//
// # What there is
//
// Conversation: Thread (Item, Side, State), Composer, ConversationList (Section, ConversationRow).
//
// To operate: Button (Primary, Secondary, Quiet, Danger; NewIconButton for an icon with a hint), Entry, NewPasswordEntry, NewTextArea,
// Check, Choice (one of a few, none by default), Select; Field puts a name, help and an error around any of them. Passage is a text of which
// a part is chosen by words. Tabs chooses between panes.
//
// To read: Label with a LabelStyle (Title, Heading, Body, Strong, Paragraph, Muted, MutedLines, Caps), NewIcon, Badge, Banner (also the
// window's state line), Progress, NewEmptyState. What remains of a life is a quiet Button with SetTone.
// Reader is for what is read from beginning to end; Pages shows a document on white sheets.
//
// To arrange: Root, Columns (the main window's three), Panel (head and content), Frame (top, bottom, middle without gaps), Scroll, Bar (a row that
// always fits, and drops what matters least), Row, Column, Inset, Ground, Divider. Fyne's own Border and boxes add 4 pixels between.
//
// Over the window: Ask (a Question in a Dialog), ShowCover (the privacy key), Covered.
//
// The gallery shows all of it: go run ./ui/kit/gallery --page console --theme dark --scale 1.5.
//
// # Words
//
// The kit has none: each widget takes its words from the caller, already translated. What a stranger wrote goes in raw: Thread and
// ConversationList pass it through plaintext.Clean and plaintext.Line themselves. Elsewhere, call these.
//
// # Keys
//
// Fyne gives keys to the focused widget only. The kit's widgets hand on what they do not use, so
// Canvas().SetOnTypedKey (F1, Escape ...) and Canvas().AddShortcut (Control+...) work wherever the focus is; Fyne's own fields
// and choices do not, which is why the kit has Entry, Check, Choice and Select.
// While a Dialog is open, Escape cancels it, Enter confirms it where nothing else uses it, and the function keys are still the
// window's. From under a Cover nothing comes through but what its OnKey lets.
//
// # Updates
//
// Widgets belong to Fyne's goroutine. Thread.SetItems and ConversationList.SetSections take whole immutable slices and work
// out what changed; giving the same rows again costs microseconds. Coalesce updates to one per 50 ms all the same.
//
// # What stays in memory
//
// A Thread keeps its messages until Clear; a Composer's sent text leaves its field and its undo history. Fyne itself remembers
// measured words for FYNE_CACHE (set it to 10s before the program starts).
package kit
