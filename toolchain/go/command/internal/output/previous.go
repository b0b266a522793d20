package output

// Names of the variables that hold the output of the create or update before.
const (
	PreviousStdout = "PULUMI_COMMAND_STDOUT"
	PreviousStderr = "PULUMI_COMMAND_STDERR"
)

// Previous returns the variables for the next run; none on the first run or if they are not wanted.
// They are wanted unless the user says no.
func Previous(wanted *bool, stdout, stderr string) map[string]string {
	variables := map[string]string{}
	if wanted != nil && !*wanted {
		return variables
	}
	if stdout != "" {
		variables[PreviousStdout] = stdout
	}
	if stderr != "" {
		variables[PreviousStderr] = stderr
	}
	return variables
}
