package main

import (
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// checks counts what was looked at and tells what was not as it should be.
type checks struct {
	done, failed int
}

func (c *checks) that(name string, holds bool, details ...interface{}) {
	c.done++
	if !holds {
		c.failed++
		fmt.Printf("FAILED %s: %v\n", name, details)
	}
}

func (c *checks) ok(name string, err error) {
	c.that(name, err == nil, err)
}

// refused checks the code and the whole text.
func (c *checks) refused(name string, err error, code codes.Code, text string) {
	got := status.Convert(err)
	c.that(name, err != nil && got.Code() == code && got.Message() == text,
		fmt.Sprintf("%v %q instead of %v %q", got.Code(), got.Message(), code, text))
}

// refusedWith checks the code and a part of the text.
func (c *checks) refusedWith(name string, err error, code codes.Code, part string) {
	got := status.Convert(err)
	c.that(name, err != nil && got.Code() == code && strings.Contains(got.Message(), part),
		fmt.Sprintf("%v %q instead of %v with %q", got.Code(), got.Message(), code, part))
}
