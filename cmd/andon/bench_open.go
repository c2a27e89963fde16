package main

import (
	"context"
	"time"
)

// openResult is what `andon bench open` prints: how long a shop takes to open from its
// newest snapshot and the journal's tail behind it.
type openResult struct {
	History     int     `json:"history"`
	Tail        int     `json:"tail"`  // records behind the snapshot
	Lives       bool    `json:"lives"` // orders from placing to delivery; else new orders alone
	OpenSeconds float64 `json:"open_seconds"`
	CPUSeconds  float64 `json:"cpu_seconds"` // user and system time of the opening
	RSSAnonMB   float64 `json:"rss_anon_mb"`
}

// benchOpen makes history with a snapshot behind it, adds a tail that no snapshot
// covers, and opens the shop again.
func benchOpen(ctx context.Context, dir string, history, tail int, lives bool, profile func() (func(), error)) (openResult, error) {
	res := openResult{History: history, Tail: tail, Lives: lives}
	if err := makeBenchShop(dir); err != nil {
		return res, err
	}
	s, err := openBenchShop(ctx, dir, 0, false)
	if err != nil {
		return res, err
	}
	if err = s.setUp(ctx); err == nil {
		err = s.makeHistory(ctx, 0, history)
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return res, err
	}
	if s, err = openBenchShop(ctx, dir, 0, true); err != nil {
		return res, err
	}
	if lives {
		err = s.makeLives(ctx, history, tail)
	} else {
		_, err = s.callers(ctx, 512, numbers(history, tail))
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return res, err
	}
	stopProfile, err := profile()
	if err != nil {
		return res, err
	}
	start, cpu := time.Now(), cpuTime()
	s, err = openBenchShop(ctx, dir, 0, true)
	stopProfile()
	if err != nil {
		return res, err
	}
	res.OpenSeconds, res.CPUSeconds = time.Since(start).Seconds(), (cpuTime() - cpu).Seconds()
	if res.RSSAnonMB, err = rssAnonMB(); err != nil {
		return res, err
	}
	return res, s.Close()
}
