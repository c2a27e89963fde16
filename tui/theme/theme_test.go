package theme

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"andon/core"
	"andon/tui/term"
)

// Every look is one SGR sequence, and its end is asked for exactly when it began.
func TestLooksAreSGR(t *testing.T) {
	t.Parallel()
	sgr := regexp.MustCompile(`^(\x1b\[[0-9;]+m)?$`)
	for _, skin := range Skins() {
		for depth := term.NoStyle; depth <= term.TrueColor; depth++ {
			for _, light := range []bool{false, true} {
				th, err := New(skin, term.Profile{Depth: depth, Light: light})
				if err != nil {
					t.Fatal(err)
				}
				for token := range tokens {
					if on := th.On(token); !sgr.MatchString(on) || (th.Off(token) == "") != (on == "") {
						t.Errorf("%s, depth %d: token %d is %q, ends %q", skin, depth, token, on, th.Off(token))
					}
				}
			}
		}
	}
}

// Without styles nothing is written; without colour, and in the mono skin, no colour is.
func TestColourIsOptional(t *testing.T) {
	t.Parallel()
	colour := regexp.MustCompile(`[[;](3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`)
	for _, c := range []struct {
		skin  string
		depth term.Depth
	}{{"default", term.NoColor}, {"high-contrast", term.NoColor}, {"colour-blind", term.NoColor}, {"mono", term.TrueColor}} {
		th, _ := New(c.skin, term.Profile{Depth: c.depth})
		for token := range tokens {
			if colour.MatchString(th.On(token)) {
				t.Errorf("%s at depth %d: token %d is %q", c.skin, c.depth, token, th.On(token))
			}
		}
		if th.On(Selected) == "" || th.On(Bad) == th.On(OK) {
			t.Errorf("%s at depth %d: the selection or trouble cannot be told apart", c.skin, c.depth)
		}
	}
	th, _ := New("default", term.Profile{})
	for token := range tokens {
		if th.On(token) != "" {
			t.Errorf("token %d is %q on a terminal without styles", token, th.On(token))
		}
	}
}

func TestUnknownSkin(t *testing.T) {
	t.Parallel()
	_, err := New("solarized", term.Profile{})
	if core.CodeOf(err) != core.CodeUsage || !strings.Contains(err.Error(), "high-contrast") {
		t.Errorf("an unknown skin gives %v", err)
	}
}

// In the colour-blind skin ok, warn and bad stay apart for a person with deuteranopia.
// The simulation is the matrix of Machado, Oliveira and Fernandes (2009), severity 1,
// on linear RGB; distances are CIE76. The last check shows that the simulation bites:
// olive and brown, which most people tell apart, fall together.
func TestColourBlindSkin(t *testing.T) {
	t.Parallel()
	const apart = 20
	for _, depth := range []term.Depth{term.ANSI16, term.ANSI256} {
		for _, light := range []bool{false, true} {
			th, _ := New("colour-blind", term.Profile{Depth: depth, Light: light})
			ok, warn, bad := seen(t, th.On(OK)), seen(t, th.On(Warn)), seen(t, th.On(Bad))
			for name, d := range map[string]float64{"ok/warn": distance(ok, warn), "ok/bad": distance(ok, bad), "warn/bad": distance(warn, bad)} {
				if d < apart {
					t.Errorf("depth %d, light %v: %s are %.0f apart, want %d", depth, light, name, d, apart)
				}
			}
		}
	}
	if d := distance(seen(t, "\x1b[38;5;100m"), seen(t, "\x1b[38;5;130m")); d >= apart {
		t.Errorf("olive and brown are %.0f apart: the simulation does nothing", d)
	}
}

// rgb is xterm's default palette for the sixteen colours, and the 6x6x6 cube.
func rgb(t *testing.T, sequence string) [3]float64 {
	t.Helper()
	base := [][3]float64{{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0}, {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
		{127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255}}
	params := strings.Split(strings.TrimSuffix(strings.TrimPrefix(sequence, "\x1b["), "m"), ";")
	n, err := strconv.Atoi(params[len(params)-1])
	switch {
	case err != nil:
		t.Fatalf("%q is no colour", sequence)
	case len(params) > 2 && params[len(params)-2] == "5":
		levels := []float64{0, 95, 135, 175, 215, 255}
		return [3]float64{levels[(n-16)/36], levels[(n-16)/6%6], levels[(n-16)%6]}
	case n >= 90:
		return base[n-90+8]
	}
	return base[n-30]
}

// seen is a colour as a person with deuteranopia sees it, in CIE L*a*b*.
func seen(t *testing.T, sequence string) [3]float64 {
	c := rgb(t, sequence)
	for i, v := range c {
		if v /= 255; v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	c = mul([3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}, c)
	c = mul([3][3]float64{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}, c)
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x, y, z := f(c[0]/0.9505), f(c[1]), f(c[2]/1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func mul(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i := range m {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}
