package main

import (
	"reflect"
	"testing"
)

// The measured window has every model that the console's has.
func TestModelsAreComplete(t *testing.T) {
	all := reflect.ValueOf(newModels().all())
	for i := range all.NumField() {
		if all.Field(i).IsNil() {
			t.Errorf("there is no %s", all.Type().Field(i).Name)
		}
	}
}
