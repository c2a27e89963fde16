package term

import (
	"strings"

	"andon/core"
)

// Depth is how much a terminal may be told about the look of text.
type Depth uint8

// From nothing at all to all colours.
const (
	NoStyle   Depth = iota // no escape sequence at all
	NoColor                // bold, underline and reverse, but no colour
	ANSI16                 // the terminal's own sixteen colours
	ANSI256                // the 256-colour palette
	TrueColor              // 24 bits
)

// Profile is what was decided about a terminal, once, before the first frame.
type Profile struct {
	Depth  Depth
	ASCII  bool // glyphs and text in ASCII
	Plain  bool // line mode: no alternate screen, labelled lines only
	Light  bool // dark text on a light background
	Remote bool // the person sits at another machine: copy by OSC 52 first
	Tmux   bool // sequences for the outer terminal must be wrapped
}

// Wishes are what the person and the environment ask for.
type Wishes struct {
	Env   func(string) string // os.Getenv, or a session's own
	TTY   bool                // output is a terminal
	Color string              // the --color flag: "auto" (or empty), "always", "never"
	ASCII bool                // --ascii
	Plain bool                // --plain
	Light bool                // from the configuration; the terminal is never asked
}

// Decide settles the profile. A flag wins over the environment: --color=always over
// NO_COLOR, --color=never over everything. NO_COLOR takes colours away, not bold and
// reverse (https://no-color.org). TERM=dumb and output that is no terminal mean line
// mode. It fails with core.CodeUsage on an unknown --color.
func Decide(w Wishes) (Profile, error) {
	p := Profile{
		ASCII:  w.ASCII || asciiLocale(w.Env) || asciiTerm(w.Env("TERM")),
		Plain:  w.Plain || !w.TTY || w.Env("TERM") == "dumb",
		Light:  w.Light,
		Remote: w.Env("SSH_TTY") != "" || w.Env("SSH_CONNECTION") != "",
		Tmux:   w.Env("TMUX") != "",
	}
	switch w.Color {
	case "", "auto":
		if w.TTY && w.Env("TERM") != "dumb" {
			p.Depth = depthOf(w.Env)
			if w.Env("NO_COLOR") != "" {
				p.Depth = min(p.Depth, NoColor)
			}
		}
	case "always":
		p.Depth = max(depthOf(w.Env), ANSI16)
	case "never":
		p.Depth = NoColor
		if p.Plain {
			p.Depth = NoStyle
		}
	default:
		return Profile{}, core.E(core.CodeUsage, "console", "--color",
			"the colour mode is unknown: use auto, always or never")
	}
	return p, nil
}

func depthOf(env func(string) string) Depth {
	name, colors := env("TERM"), env("COLORTERM")
	switch {
	case colors == "truecolor", colors == "24bit", env("WT_SESSION") != "":
		return TrueColor
	case strings.Contains(name, "256color"):
		return ANSI256
	case strings.HasPrefix(name, "vt"), strings.HasSuffix(name, "-mono"), strings.HasSuffix(name, "-m"):
		return NoColor
	case name == "dumb":
		return NoStyle
	}
	return ANSI16
}

// asciiTerm names terminals whose fonts lack arrows and block elements.
func asciiTerm(name string) bool {
	return name == "linux" || name == "dumb" || strings.HasPrefix(name, "vt")
}

// asciiLocale reports a locale that names another encoding than UTF-8. No locale at
// all, as in a container, counts as UTF-8: today's terminals are.
func asciiLocale(env func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := env(name); v != "" {
			v = strings.ToLower(v)
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}
