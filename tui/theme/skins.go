package theme

// Skins names the skins, the default first.
func Skins() []string { return []string{"default", "high-contrast", "colour-blind", "mono"} }

func looksOf(skin string) ([tokens]look, bool) {
	switch skin {
	case "", "default":
		return standard(), true
	case "high-contrast":
		return highContrast(), true
	case "colour-blind":
		return colourBlind(), true
	case "mono":
		return mono(), true
	}
	return [tokens]look{}, false
}

func standard() [tokens]look {
	return [tokens]look{
		OK:       {dark: "32", light: "32"},
		Warn:     {dark: "33", light: "33", pale: "38;5;130", attr: "1"},
		Bad:      {dark: "1;31", light: "1;31", attr: "1;4"},
		Muted:    {dark: "90", light: "90", attr: "2"},
		Accent:   {dark: "36", light: "34", attr: "1"},
		Marked:   {dark: "36", light: "34", attr: "1"},
		Changed:  {dark: "1;4", light: "1;4", attr: "1;4"},
		Header:   {dark: "1", light: "1", attr: "1"},
		Selected: {dark: "7", light: "7", attr: "7"},
	}
}

// highContrast never dims, and shows trouble as blocks.
func highContrast() [tokens]look {
	return [tokens]look{
		OK:       {dark: "1;92", light: "1;32"},
		Warn:     {dark: "1;30;43", light: "1;30;43", attr: "1"},
		Bad:      {dark: "1;97;41", light: "1;97;41", attr: "1;4"},
		Accent:   {dark: "1;96", light: "1;34", attr: "1"},
		Marked:   {dark: "1;96", light: "1;34", attr: "1"},
		Changed:  {dark: "1;4", light: "1;4", attr: "1;4"},
		Header:   {dark: "1;4", light: "1;4", attr: "1;4"},
		Selected: {dark: "1;7", light: "1;7", attr: "1;7"},
	}
}

// colourBlind tells states apart by blue against yellow and orange, by weight and by
// underline, never by red against green.
func colourBlind() [tokens]look {
	return [tokens]look{
		OK:       {dark: "94", light: "34", deep: "38;5;75", pale: "38;5;25"},
		Warn:     {dark: "93", light: "33", deep: "38;5;229", pale: "38;5;136", attr: "1"},
		Bad:      {dark: "1;4;91", light: "1;4;31", deep: "1;4;38;5;208", pale: "1;4;38;5;88", attr: "1;4"},
		Muted:    {dark: "90", light: "90", attr: "2"},
		Accent:   {dark: "1", light: "1", attr: "1"},
		Marked:   {dark: "1", light: "1", attr: "1"},
		Changed:  {dark: "1;4", light: "1;4", attr: "1;4"},
		Header:   {dark: "1", light: "1", attr: "1"},
		Selected: {dark: "7", light: "7", attr: "7"},
	}
}

// mono has no colour on any terminal.
func mono() [tokens]look {
	looks := standard()
	for i := range looks {
		looks[i] = look{dark: looks[i].attr, light: looks[i].attr, attr: looks[i].attr}
	}
	return looks
}
