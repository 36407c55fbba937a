/**
 * A certificate for the host name target.test, signed by itself, from 2020 to 2120, and its key: of use in these
 * tests alone, for the name leads nowhere (RFC 6761, 6.2). Made by `openssl ca -selfsign`.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAt0YXJnZXQu
dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE
AwwLdGFyZ2V0LnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS53VtgFJQS
uhKB5r5fd/CLtTTnhael/AbVFAylUKUhw1VlTU3We00qaKxZRAi6i/GmSD9SIUgm
vwZxaxUfMEYzo0owSDAWBgNVHREEDzANggt0YXJnZXQudGVzdDAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBTaxRU4AvZ3ZdLog/nG61vhY4WznzAKBggqhkjOPQQD
AgNHADBEAiBMJWAJuNFpm9wrNoO0ND1einq3l790mXfMdmYfvkRfQAIgasSwfvqY
89f/fHCUYL9Ai8fzr+j/0r+CpcjnmDeIpd4=
-----END CERTIFICATE-----
`;

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNz3b1gqxjvC1GLgT
sYdHjU/SaPnaz2oCaCvhDLMzJyShRANCAAS53VtgFJQSuhKB5r5fd/CLtTTnhael
/AbVFAylUKUhw1VlTU3We00qaKxZRAi6i/GmSD9SIUgmvwZxaxUfMEYz
-----END PRIVATE KEY-----
`;
