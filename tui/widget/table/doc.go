// Package table is the console's list: a window on a list that may be millions of rows
// long, keyed by id.
//
// The owner loads. [Table.Need] says which rows the table wants, the page that it shows
// and one either side; the owner asks for them and hands them over with
// [Table.SetWindow]. What the table does not have it draws as not yet loaded.
//
// What must hold:
//
//   - Cursor and marks are ids. New data never moves them to another row.
//   - A page stands still. Rows that arrived, left or changed places are held back and
//     counted ([Table.Notice]) until a person takes them ([Table.Take]) or turns the
//     page. Cells are updated where they stand. A row that left stays, shown as gone.
//   - When the row under the cursor is taken away, the cursor goes to the row that
//     followed it, else to the one before.
//   - The cursor moves within a page and the page turns at its edge: scrolling by a
//     line would send a whole screen for every key. Turning takes what is held first, so
//     no row is skipped because others above it left.
//   - An identifier is never cut to make room. Columns of the lowest priority go first;
//     [Table.NextColumns] shows those.
//
// A Table belongs to one goroutine.
package table
