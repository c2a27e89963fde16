package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime/pprof"
	"strings"

	"github.com/spf13/cobra"

	"andon/core/policy"
)

// benchCommand is `andon bench`: speed is measured here, never by a timed test.
func benchCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "Measure this machine: intake, source, again, outage, open, rehearse"}
	cmd.AddCommand(benchIntakeCommand(a), benchOpenCommand(), benchSourceCommand(), benchAgainCommand(), benchOutageCommand(a), benchRehearseCommand(a))
	return cmd
}

func benchIntakeCommand(a *app) *cobra.Command {
	var opt intakeOptions
	var output, parent, profile string
	cmd := &cobra.Command{
		Use: "intake", Short: "Orders of three lines: validated, sourced over four locations, durable", Args: wants(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opt.orders < 1 || opt.callers < 1 || opt.runs < 1 || opt.history < 0 {
				return usage("--orders, --callers and --runs are at least 1, --history is at least 0")
			}
			var err error
			if opt.rules, err = a.startingPolicy(opt.policy); err != nil {
				return err
			}
			opt.profile = func() (func(), error) { return startProfile(profile) }
			return inBenchDir(parent, func(dir string) (any, error) {
				opt.dir = dir
				return benchIntake(cmd.Context(), opt)
			}, output)
		},
	}
	f := cmd.Flags()
	f.IntVar(&opt.orders, "orders", 100_000, "orders to place")
	f.IntVar(&opt.runs, "runs", 1, "how often that is measured, one after another on the same shop; the run of median CPU is printed")
	f.IntVar(&opt.history, "history", 0, "closed orders that the shop has already")
	f.IntVar(&opt.callers, "callers", 512, "callers, each waiting for its receipt")
	f.StringVar(&opt.policy, "policy", policy.None, "the `policy` that decides about each order: default, none or a file")
	f.Uint64Var(&opt.maxLag, "max-lag", 0, "records that the read model may be behind; 0 is the engine's own limit")
	benchFlags(cmd, &output, &parent, &profile)
	return cmd
}

func benchOpenCommand() *cobra.Command {
	var history, tail int
	var lives bool
	var output, parent, profile string
	cmd := &cobra.Command{
		Use: "open", Short: "Open a shop from its snapshot and the journal's tail", Args: wants(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if history < 0 || tail < 0 {
				return usage("--history and --tail are at least 0")
			}
			return inBenchDir(parent, func(dir string) (any, error) {
				return benchOpen(cmd.Context(), dir, history, tail, lives, func() (func(), error) { return startProfile(profile) })
			}, output)
		},
	}
	cmd.Flags().IntVar(&history, "history", 10_000, "closed orders behind the snapshot")
	cmd.Flags().IntVar(&tail, "tail", 100_000, "records after it")
	cmd.Flags().BoolVar(&lives, "lives", false, "a tail of whole days' work: orders placed, accepted, picked, packed, shipped, delivered; else new orders alone, which cost most")
	benchFlags(cmd, &output, &parent, &profile)
	return cmd
}

func benchFlags(cmd *cobra.Command, output, parent, profile *string) {
	cmd.Flags().StringVarP(output, "output", "o", "text", "text or json")
	cmd.Flags().StringVar(parent, "dir", "", "where to make the folder that is measured; the temporary folder when empty")
	cmd.Flags().StringVar(profile, "cpuprofile", "", "write a CPU profile there")
}

// inBenchDir runs a benchmark in a folder of its own and prints its result.
func inBenchDir(parent string, run func(dir string) (any, error), output string) error {
	dir, remove, err := benchDir(parent)
	if err != nil {
		return err
	}
	defer remove()
	res, err := run(dir)
	if err != nil {
		return err
	}
	return printResult(res, output)
}

// startProfile writes a CPU profile until stop is called; none when path is empty.
func startProfile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

// printResult prints a struct of figures, one a line or as one JSON object.
func printResult(res any, output string) error {
	if output == "json" {
		return json.NewEncoder(os.Stdout).Encode(res)
	}
	v := reflect.ValueOf(res)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if n, ok := v.Field(i).Interface().(float64); ok {
			fmt.Printf("%-20s %.2f\n", name, n)
		} else {
			fmt.Printf("%-20s %v\n", name, v.Field(i).Interface())
		}
	}
	return nil
}
