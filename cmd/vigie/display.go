package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

var (
	errNoDisplay = errors.New("there is no display: start vigie in a graphical session (or set DISPLAY)")
	errNoOpenGL  = errors.New("this display has no OpenGL, which the window needs: install the graphics driver " +
		"(on Debian libgl1-mesa-dri, which also draws without a graphics card), or use a display with GLX")
)

const (
	exitDisplay = 3 // the status of a console that cannot open its window
	// A window opens within a second; a display that has not given one after this never will.
	windowTime = 30 * time.Second
	// What is not needed to sign in waits this long from when there is a window, so that the window is painted first.
	afterWindow = 200 * time.Millisecond
)

// show runs the window until it is closed. Without a display Fyne ends or panics, and without OpenGL, or with a driver that
// hangs, it would go on for ever without a window: each ends with what to do about it. Once it is there, then is done beside it.
func show(app fyne.App, window fyne.Window, then func()) (err error) {
	running := false
	defer func() {
		if cause := recover(); cause != nil {
			if running {
				panic(cause)
			}
			err = errNoDisplay
		}
	}()
	watchdog := time.AfterFunc(windowTime, func() { end(errNoOpenGL) })
	defer watchdog.Stop()
	app.Lifecycle().SetOnStarted(func() {
		running = true
		if !opened(window) {
			end(noWindow())
		}
		watchdog.Stop()
		time.AfterFunc(afterWindow, then)
	})
	window.ShowAndRun()
	if !running {
		return noWindow()
	}
	return nil
}

// end says why there is no window, and ends the program from within the toolkit, which would not return.
func end(cause error) {
	fmt.Fprintln(os.Stderr, "vigie:", cause)
	os.Exit(exitDisplay)
}

// noWindow is what is missing when the toolkit ran and opened nothing.
func noWindow() error {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errNoDisplay
	}
	return errNoOpenGL
}

// opened reports whether the display really gave a window.
func opened(window fyne.Window) bool {
	native, ok := window.(driver.NativeWindow)
	if !ok {
		return true
	}
	there := true
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			there = c.WindowHandle != 0
		case driver.WaylandWindowContext:
			there = c.WaylandSurface != 0
		}
	})
	return there
}
