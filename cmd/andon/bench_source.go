package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"andon/connectors/replay"
	"andon/core/sourcing"
)

// sourceCell is one size of `andon bench source`: how long the solver takes, how often
// it proves its plan, and how far from the optimum the others may be at most.
type sourceCell struct {
	sourcing.Size
	Instances  int     `json:"instances"`
	P50        float64 `json:"p50_us"`
	P99        float64 `json:"p99_us"`
	Proven     float64 `json:"proven_share"`
	WorstBound float64 `json:"worst_bound_percent"` // of the cost, over what was not proven
	MeanBound  float64 `json:"mean_bound_percent"`
}

type sourceResult struct {
	Solver int          `json:"solver"`
	Grid   []sourceCell `json:"grid"`
}

func benchSourceCommand() *cobra.Command {
	var output, export, profile, stream string
	var instances, hold int
	cmd := &cobra.Command{
		Use: "source", Short: "The sourcing solver over a grid of lines and locations", Args: wants(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			stop, err := startProfile(profile)
			if err != nil {
				return err
			}
			defer stop()
			if stream != "" {
				res, err := benchStream(cmd.Context(), stream, hold)
				if err != nil {
					return err
				}
				return printResult(res, output)
			}
			res, err := benchSource(instances, export)
			if err != nil {
				return err
			}
			return printSource(cmd, res, output)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", "text", "text or json")
	f.StringVar(&export, "export", "", "write every instance with its plan there, one JSON object a line, for another solver to check")
	f.IntVar(&instances, "instances", 500, "instances of each size")
	f.StringVar(&stream, "stream", "", "instead, import this `file` of orders ("+replay.Format+") twice, and tell how many extra shipments re-evaluation removes")
	f.IntVar(&hold, "hold", 0, "with --stream: accept fulfillment orders so many `hours` before they are collected; 0: within the hour")
	f.StringVar(&profile, "cpuprofile", "", "write a CPU profile there")
	return cmd
}

func printSource(cmd *cobra.Command, res sourceResult, output string) error {
	if output == "json" {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(res)
	}
	cmd.Printf("solver %d\n%5s %9s %6s %9s %9s %7s %7s %7s\n", res.Solver, "lines", "locations", "units", "p50 µs", "p99 µs", "proven", "bound", "worst")
	for _, c := range res.Grid {
		cmd.Printf("%5d %9d %6d %9.1f %9.1f %6.1f%% %6.2f%% %6.2f%%\n", c.Lines, c.Locations, c.Units, c.P50, c.P99, 100*c.Proven, c.MeanBound, c.WorstBound)
	}
	return nil
}

// benchSource solves so many instances of each size of the grid.
func benchSource(instances int, export string) (res sourceResult, err error) {
	res.Solver = sourcing.Version
	write := func(sourcing.Exported) error { return nil }
	if export != "" {
		f, err := os.Create(filepath.Clean(export))
		if err != nil {
			return res, err
		}
		w := bufio.NewWriter(f)
		enc := json.NewEncoder(w)
		write = func(e sourcing.Exported) error { return enc.Encode(e) }
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	}
	for _, size := range sourcing.Grid() {
		cell, err := benchSize(size, instances, write)
		if err != nil {
			return res, err
		}
		res.Grid = append(res.Grid, cell)
	}
	return res, nil
}

func benchSize(size sourcing.Size, instances int, write func(sourcing.Exported) error) (sourceCell, error) {
	cell := sourceCell{Size: size, Instances: instances}
	var solver sourcing.Solver
	gen := sourcing.NewGenerator(1)
	took := make([]time.Duration, 0, instances)
	proven, gaps := 0, 0.0
	for range instances {
		p := gen.Problem(size)
		start := time.Now()
		plan, err := solver.Solve(p)
		took = append(took, time.Since(start))
		if err != nil {
			return cell, err
		}
		if plan.Proven {
			proven++
		} else if plan.Cost > 0 {
			gap := 100 * float64(plan.Cost-plan.Bound) / float64(plan.Cost)
			cell.WorstBound = max(cell.WorstBound, gap)
			gaps += gap
		}
		exported, err := sourcing.Export(p, &plan)
		if err == nil {
			err = write(exported)
		}
		if err != nil {
			return cell, err
		}
	}
	slices.Sort(took)
	cell.P50, cell.P99 = micros(took, 50), micros(took, 99)
	cell.Proven = float64(proven) / float64(instances)
	if open := instances - proven; open > 0 {
		cell.MeanBound = gaps / float64(open)
	}
	return cell, nil
}
