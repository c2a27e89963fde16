package core

import "errors"

// Code classifies an error for programs; codes cross the wire and are never renamed.
type Code string

// The closed set of codes.
const (
	CodeInvalid    Code = "invalid"             // the request itself makes no sense
	CodeNotFound   Code = "not_found"           // the subject does not exist
	CodeExists     Code = "exists"              // the subject exists already
	CodeConflict   Code = "conflict"            // the record changed since the caller saw it
	CodeState      Code = "wrong_state"         // the subject is not in a state that allows this
	CodeStock      Code = "stock_insufficient"  // not enough units
	CodeHeld       Code = "held"                // a hold blocks this step
	CodeForbidden  Code = "forbidden"           // the actor's role does not allow this
	CodeKeyReused  Code = "key_reused"          // an idempotency key came with another body
	CodeLimit      Code = "limit"               // larger than a documented limit
	CodeBusy       Code = "busy"                // a queue is full or the shop is read-only: try again
	CodeStorage    Code = "storage"             // the disk failed; nothing was acknowledged
	CodeCorrupt    Code = "corrupt"             // stored data is damaged
	CodeVersion    Code = "unsupported_version" // written by a newer program
	CodeLocked     Code = "locked"              // another process owns the shop
	CodeInternal   Code = "internal"            // a defect of ours
	CodeUsage      Code = "usage"               // the command line is wrong
	CodeCancelled  Code = "cancelled"           // the caller gave up
	CodeUnfinished Code = "unknown_outcome"     // the outcome is not known: look it up before repeating
)

// Error is what every operation returns: what failed (Op), on which thing
// (Subject), and one sentence that says what to do.
type Error struct {
	Code    Code   `json:"code"`
	Op      string `json:"op,omitempty"`
	Subject string `json:"subject,omitempty"`
	Message string `json:"message"`
	Err     error  `json:"-"`
}

// E makes an Error.
func E(code Code, op, subject, message string) *Error {
	return &Error{Code: code, Op: op, Subject: subject, Message: message}
}

// Wrap makes an Error that keeps its cause.
func Wrap(code Code, op, subject, message string, err error) *Error {
	return &Error{Code: code, Op: op, Subject: subject, Message: message, Err: err}
}

// Error is one line: subject, sentence, cause.
func (e *Error) Error() string {
	s := e.Message
	if e.Subject != "" {
		s = e.Subject + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in the chain, CodeInternal for any
// other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
