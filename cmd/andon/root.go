package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// app is what all commands share: the streams and the flags that every command has.
type app struct {
	in   io.Reader
	out  io.Writer
	errs io.Writer
	data string // --data
}

// dataVariable names the shop when --data does not.
const dataVariable = "ANDON_DATA"

// dir is the shop's folder.
func (a *app) dir() (string, error) {
	if a.data != "" {
		return a.data, nil
	}
	if dir := os.Getenv(dataVariable); dir != "" {
		return dir, nil
	}
	return "", usage("which shop? Name its folder with --data DIR or in %s; andon demo makes one to try", dataVariable)
}

func rootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "andon",
		Short: "An operations console for retail orders, stock and money",
		Long: `andon shows the state of a shop's orders and stock, calls out what is stuck, and
lets you fix it: on a screen, from the command line, or from a script.

Start with andon demo. Exit codes: 0 done, 1 refused or found wrong, 2 usage.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          noCommand,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errs)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%s; see %s --help", flagError(err), c.CommandPath())
	})
	root.PersistentFlags().StringVar(&a.data, "data", "", "the shop's `folder`; else "+dataVariable)
	root.AddCommand(
		demoCommand(a), initCommand(a), applyCommand(a),
		listCommand(a), getCommand(a), whyCommand(a), historyCommand(a), policyCommand(a), rehearseCommand(a), regretCommand(a),
		importCommand(a), exportCommand(a), playCommand(a), drillCommand(a), outageCommand(a),
		printCommand(a), fallbackCommand(a),
		consoleCommand(a), verifyCommand(a), backupCommand(a), restoreCommand(a),
		benchCommand(a), schemaCommand(a), versionCommand(a),
	)
	return root
}

// flagError says what is wrong with a flag, without what the parser of its value says.
func flagError(err error) string {
	var bad *pflag.InvalidValueError
	var lacks *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return "unknown flag: -" + unknown.GetSpecifiedName()
	case errors.As(err, &bad):
		return fmt.Sprintf("--%s takes %s, not %.40q", bad.GetFlag().Name, valueOf(bad.GetFlag()), bad.GetValue())
	case errors.As(err, &lacks):
		return fmt.Sprintf("--%s needs %s after it", lacks.GetFlag().Name, valueOf(lacks.GetFlag()))
	}
	return err.Error()
}

// valueOf is what a flag takes, in words.
func valueOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "uint64", "int64":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	}
	name, _ := pflag.UnquoteUsage(f)
	return "a " + name
}

// noCommand answers andon alone, and andon with a word that is no command.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		hint := ""
		if near := c.SuggestionsFor(args[0]); len(near) > 0 {
			hint = "; did you mean " + strings.Join(near, " or ") + "?"
		}
		return usage("there is no command %.40q%s; andon --help lists them", args[0], hint)
	}
	if err := c.Help(); err != nil {
		return err
	}
	return errQuiet
}

// wants checks that a command has the named arguments, no more and no fewer.
func wants(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return usage("%s wants %s; see %s --help", c.CommandPath(), orNothing(names), c.CommandPath())
	}
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "no arguments"
	}
	return strings.Join(names, " ")
}

// oneOf checks the value of a flag.
func oneOf(flag, value string, known ...string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return usage("--%s is one of %s, not %.40q", flag, strings.Join(known, ", "), value)
}

func versionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which program this is", Args: wants(),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.out, version())
			return err
		},
	}
}

// version is what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "andon (built without information)"
	}
	s := "andon " + info.Main.Version
	for _, set := range info.Settings {
		switch {
		case set.Key == "vcs.revision":
			s += " " + set.Value[:min(12, len(set.Value))]
		case set.Key == "vcs.modified" && set.Value == "true":
			s += " modified"
		}
	}
	return s + " " + info.GoVersion
}
