package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/openstack"
)

func refusal(t *testing.T, settings map[string]any) string {
	t.Helper()
	if err := refuseUnchecked(schema.TestResourceDataRaw(t, openstack.Provider().Schema, settings)); err != nil {
		return err.Error()
	}
	return ""
}

func TestOrdinarySettingsPass(t *testing.T) {
	t.Setenv("OS_CLOUD", "")
	for _, address := range []string{"https://k/v3", "http://127.0.0.1:5000/v3", "http://[::1]/", "http://localhost/"} {
		if got := refusal(t, map[string]any{"auth_url": address, "insecure": false}); got != "" {
			t.Errorf("%s: %s", address, got)
		}
	}
}

func TestInsecureIsRefused(t *testing.T) {
	for _, value := range []string{"1", "t", "T", "true", "TRUE", "True"} {
		t.Setenv("OS_INSECURE", value)
		if got := refusal(t, map[string]any{"auth_url": "https://k"}); !strings.Contains(got, "OS_INSECURE") {
			t.Errorf("OS_INSECURE=%s: %q", value, got)
		}
	}
}

func TestPlainAddressesAreRefused(t *testing.T) {
	for _, address := range []string{"http://k/v3", "http://127.0.0.1@k/", "http://10.0.0.1/", "k:5000"} {
		if got := refusal(t, map[string]any{"auth_url": address}); !strings.Contains(got, "not encrypted") {
			t.Errorf("%s: %q", address, got)
		}
	}
}

func TestCloudsAreRefused(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "clouds.yaml")
	t.Setenv("OS_CLIENT_CONFIG_FILE", file)
	for _, verify := range []string{"n", "no", "No", "off", "OFF", "false", "False"} {
		write(t, file, "clouds: {x: {verify: "+verify+", auth: {auth_url: 'https://k'}}}")
		if got := refusal(t, map[string]any{"cloud": "x"}); !strings.Contains(got, "verify") {
			t.Errorf("verify: %s: %q", verify, got)
		}
	}
	write(t, file, "clouds: {x: {auth: {auth_url: 'http://k'}}}")
	if got := refusal(t, map[string]any{"cloud": "x"}); !strings.Contains(got, "not encrypted") {
		t.Errorf("got %q", got)
	}
	write(t, file, "clouds: {x: {verify: yes, auth: {auth_url: 'https://k'}}}")
	if got := refusal(t, map[string]any{"cloud": "x"}); got != "" {
		t.Errorf("got %q", got)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
