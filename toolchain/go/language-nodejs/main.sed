# Changes to main.go of the language host, made when it is built.
#
# This old host stands between the program and the engine, and does not know what was added to the engine's interface
# since: resource hooks, transforms. The program is given the engine's own address instead.
s/^	port, serverDone, err := rpcutil\.Serve(0, serverCancel,/	_, serverDone, err := rpcutil.Serve(0, serverCancel,/
s/^\(	go host\.execNodejs(.*\)fmt\.Sprintf("127\.0\.0\.1:%d", port)/\1req.GetMonitorAddress()/
# Nor is it told the project's runtime options (typescript.go).
s/^\(		if host\.typescript\) {/\1 \&\& usesTypeScript(req.GetPwd()) {/
