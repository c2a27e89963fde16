package main

import "fmt"

// joinWall is the command that gives a shop's clock back to wall time.
const joinWall = `echo '{"kind":"shop.clock","body":{}}' | andon apply`

// clockHelp is for the commands at which people meet a clock that stands still.
const clockHelp = `A stream that is imported drives the shop's clock: between two imports it stands still,
so that nothing becomes late meanwhile. This lets the shop live on in wall time, as does
:clock in the console; a later import needs the clock back, with "stream" in the body:
  ` + joinWall

// sayClock tells a person that the shop's clock does not show wall time.
func (a *app) sayClock(s *shop) {
	w := s.engine.World()
	if stream := w.Shop().Stream; stream != "" {
		how := joinWall
		if a.data != "" {
			how += " --data " + a.data
		}
		a.say([]string{fmt.Sprintf("the shop's clock stands at %s and goes on with the stream %s; to join wall time: %s", w.At, stream, how)})
	}
}
