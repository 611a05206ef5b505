// Checker reads a history of registers, one operation a line, and says whether it is linearizable:
//
//	checker HISTORY
//
// It ends with 0 if it is, with 1 if it is not, and with 2 if that could not be found out. Where it is not,
// HISTORY.html shows the registers concerned.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// Given to the search of all registers together; a history of 20,000 operations takes well under a second.
const patience = 5 * time.Minute

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: checker HISTORY"))
	}
	history, err := read(os.Args[1])
	if err != nil {
		fail(err)
	}
	checked := certain(history)
	operations := make([]porcupine.Operation, len(checked))
	for i, each := range checked {
		operations[i] = porcupine.Operation{ClientId: each.Client, Input: each, Call: each.Invoked, Return: each.Returned}
	}
	result, info := porcupine.CheckOperationsVerbose(registers, operations, patience)
	fmt.Printf("%s: %d operations, %d of them unknown, %d of these seen by nobody\n",
		result, len(history), unknown(history), len(history)-len(checked))
	switch result {
	case porcupine.Illegal:
		if err := porcupine.VisualizePath(registers, info, os.Args[1]+".html"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	case porcupine.Unknown:
		os.Exit(2)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// An operation of a client. No two write the same value.
type operation struct {
	Client   int    `json:"client"`
	Kind     string `json:"kind"`
	Key      string `json:"key"`
	Value    string `json:"value"`
	Expected string `json:"expected"`
	Invoked  int64  `json:"invoked"`
	Returned int64  `json:"returned"` // -1 if nobody knows whether it was done.
}

func read(path string) ([]operation, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var history []operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var each operation
		if err := json.Unmarshal(lines.Bytes(), &each); err != nil {
			return nil, fmt.Errorf("%s: %w in %s", path, err, lines.Text())
		}
		history = append(history, each)
	}
	return history, lines.Err()
}

func unknown(history []operation) int {
	count := 0
	for _, each := range history {
		if each.Returned < 0 {
			count++
		}
	}
	return count
}

// certain gives every operation an end. One whose outcome nobody knows was done if somebody certain saw its value,
// and no later than that one returned. The others are left out: as no two values are alike, whoever came after them
// wrote without looking, so a history is linearizable with them if and only if it is so without them.
func certain(history []operation) []operation {
	var known, open []operation
	for _, each := range history {
		if each.Returned >= 0 {
			known = append(known, each)
		} else {
			open = append(open, each)
		}
	}
	firstSeen := map[string]int64{} // When the first that saw the value returned, by register and value.
	for _, each := range known {
		see(firstSeen, each)
	}
	for again := true; again; {
		again = false
		var left []operation
		for _, each := range open {
			if at, done := firstSeen[each.Key+" "+each.Value]; done {
				each.Returned = at
				known = append(known, each)
				see(firstSeen, each)
				again = true
			} else {
				left = append(left, each)
			}
		}
		open = left
	}
	return known
}

func see(firstSeen map[string]int64, each operation) {
	value := each.Value
	switch each.Kind {
	case "write":
		return
	case "cas":
		value = each.Expected
	}
	if at, before := firstSeen[each.Key+" "+value]; !before || each.Returned < at {
		firstSeen[each.Key+" "+value] = each.Returned
	}
}

// registers are independent of one another, and begin with "0".
var registers = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byKey := map[string][]porcupine.Operation{}
		for _, each := range history {
			key := each.Input.(operation).Key
			byKey[key] = append(byKey[key], each)
		}
		var partitions [][]porcupine.Operation
		for _, each := range byKey {
			partitions = append(partitions, each)
		}
		return partitions
	},
	Init: func() any { return "0" },
	Step: func(state, input, _ any) (bool, any) {
		each := input.(operation)
		switch each.Kind {
		case "read":
			return each.Value == state, state
		case "cas":
			return each.Expected == state, each.Value
		default:
			return true, each.Value
		}
	},
	DescribeOperation: func(input, _ any) string {
		each := input.(operation)
		switch each.Kind {
		case "read":
			return each.Key + " is " + each.Value
		case "cas":
			return each.Key + ": " + each.Expected + " to " + each.Value
		default:
			return each.Key + " := " + each.Value
		}
	},
}
