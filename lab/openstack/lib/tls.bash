#!/usr/bin/env bash
# Certificate of the TLS endpoints, by an authority of the lab's own. Both are made anew at each start.

make_certificates() {
  local folder="$LAB_STATE/tls"
  mkdir "$folder"
  (umask 077 && make_authority && make_server_certificate) 2>"$folder/log" \
    || fail_with_log "no certificate for the TLS endpoints" "$folder/log"
  # Nothing else is ever signed with it.
  rm "$folder/ca.key"
  give_to_owner "$folder" "$folder"/*
}

make_authority() {
  certificate ca -subj '/CN=slipway lab authority' -addext keyUsage=critical,keyCertSign
}

make_server_certificate() {
  certificate server -subj '/CN=slipway lab' -CA "$folder/ca.pem" -CAkey "$folder/ca.key" \
    -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=IP:127.0.0.1 -addext extendedKeyUsage=serverAuth
}

# certificate NAME ARGUMENT…: NAME.pem and NAME.key in the caller's folder.
certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 \
    -keyout "$folder/$1.key" -out "$folder/$1.pem" "${@:2}"
}
