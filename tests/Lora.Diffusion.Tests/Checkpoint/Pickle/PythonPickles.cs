namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>
/// Pickles by Python 3.11's own pickle module, as torch.save has them made: an OrderedDict with <c>_metadata</c> under <c>state_dict</c>, of tensors
/// <c>a.weight</c> [2, 3] and, the same storage transposed, <c>a.t</c> [3, 2], and two numbers; beside it what Lightning writes: a class as a key, an object,
/// bytes, a set, a number of more than 64 bits.
/// </summary>
internal static class PythonPickles
{
    public const string Protocol2 =
        "gAJ9cQAoWAUAAABlcG9jaHEBSwNYCwAAAGdsb2JhbF9zdGVwcQJK8CsHAFgZAAAAcHl0b3JjaC1saWdodG5pbmdfdmVyc2lvbnEDWAUAAAAxLjQuMnEEWAoAAABzdGF0ZV9kaWN0cQVj"
        + "Y29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQYpUnEHKFgIAAAAYS53ZWlnaHRxCGN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yX3YyCnEJKChYBwAAAHN0b3JhZ2VxCmN0b3JjaApG"
        + "bG9hdFN0b3JhZ2UKcQtYAQAAADBxDFgDAAAAY3B1cQ1LBnRxDlFLAEsCSwOGcQ9LA0sBhnEQiWgGKVJxEXRxElJxE1gDAAAAYS50cRRoCSgoaApoC2gMaA1LBnRxFVFLAEsDSwKGcRZL"
        + "AUsDhnEXiWgGKVJxGHRxGVJxGlgEAAAAc3RlcHEbigU1HNzfAlgFAAAAcmF0aW9xHEc/4AAAAAAAAHV9cR1YCQAAAF9tZXRhZGF0YXEeaAYpUnEfWAAAAABxIH1xIVgHAAAAdmVyc2lv"
        + "bnEiSwFzc3NiWAkAAABjYWxsYmFja3NxI31xJGNweXRvcmNoX2xpZ2h0bmluZy5jYWxsYmFja3MubW9kZWxfY2hlY2twb2ludApNb2RlbENoZWNrcG9pbnQKcSV9cSYoWAcAAABtb25p"
        + "dG9ycSdYAQAAAHZxKFgEAAAAYmVzdHEpTlgFAAAAc2NvcmVxKmNfY29kZWNzCmVuY29kZQpxK1gEAAAAAAHDv3EsWAYAAABsYXRpbjFxLYZxLlJxL1gEAAAAc2VlbnEwY19fYnVpbHRp"
        + "bl9fCnNldApxMV1xMihLAUsCZYVxM1JxNFgDAAAAb2RkcTWKCQAAAAAAAAAAQHVzWBAAAABvcHRpbWl6ZXJfc3RhdGVzcTZdcTcoaCUpgXE4fXE5WAEAAAB4cTpLAXNiKEsBSwJLA0sE"
        + "dHE7Y19fYnVpbHRpbl9fCmZyb3plbnNldApxPF1xPUsFYYVxPlJxP2VYAgAAAGxycUBHv9AAAAAAAABYAwAAAG5lZ3FBSvn///91Lg==";

    public const string Protocol3 =
        "gAN9cQAoWAUAAABlcG9jaHEBSwNYCwAAAGdsb2JhbF9zdGVwcQJK8CsHAFgZAAAAcHl0b3JjaC1saWdodG5pbmdfdmVyc2lvbnEDWAUAAAAxLjQuMnEEWAoAAABzdGF0ZV9kaWN0cQVj"
        + "Y29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQYpUnEHKFgIAAAAYS53ZWlnaHRxCGN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yX3YyCnEJKChYBwAAAHN0b3JhZ2VxCmN0b3JjaApG"
        + "bG9hdFN0b3JhZ2UKcQtYAQAAADBxDFgDAAAAY3B1cQ1LBnRxDlFLAEsCSwOGcQ9LA0sBhnEQiWgGKVJxEXRxElJxE1gDAAAAYS50cRRoCSgoaApoC2gMaA1LBnRxFVFLAEsDSwKGcRZL"
        + "AUsDhnEXiWgGKVJxGHRxGVJxGlgEAAAAc3RlcHEbigU1HNzfAlgFAAAAcmF0aW9xHEc/4AAAAAAAAHV9cR1YCQAAAF9tZXRhZGF0YXEeaAYpUnEfWAAAAABxIH1xIVgHAAAAdmVyc2lv"
        + "bnEiSwFzc3NiWAkAAABjYWxsYmFja3NxI31xJGNweXRvcmNoX2xpZ2h0bmluZy5jYWxsYmFja3MubW9kZWxfY2hlY2twb2ludApNb2RlbENoZWNrcG9pbnQKcSV9cSYoWAcAAABtb25p"
        + "dG9ycSdYAQAAAHZxKFgEAAAAYmVzdHEpTlgFAAAAc2NvcmVxKkMDAAH/cStYBAAAAHNlZW5xLGNidWlsdGlucwpzZXQKcS1dcS4oSwFLAmWFcS9ScTBYAwAAAG9kZHExigkAAAAAAAAA"
        + "AEB1c1gQAAAAb3B0aW1pemVyX3N0YXRlc3EyXXEzKGglKYFxNH1xNVgBAAAAeHE2SwFzYihLAUsCSwNLBHRxN2NidWlsdGlucwpmcm96ZW5zZXQKcThdcTlLBWGFcTpScTtlWAIAAABs"
        + "cnE8R7/QAAAAAAAAWAMAAABuZWdxPUr5////dS4=";

    public const string Protocol4 =
        "gASVUgIAAAAAAAB9lCiMBWVwb2NolEsDjAtnbG9iYWxfc3RlcJRK8CsHAIwZcHl0b3JjaC1saWdodG5pbmdfdmVyc2lvbpSMBTEuNC4ylIwKc3RhdGVfZGljdJSMC2NvbGxlY3Rpb25z"
        + "lIwLT3JkZXJlZERpY3SUk5QpUpQojAhhLndlaWdodJSMDHRvcmNoLl91dGlsc5SMEl9yZWJ1aWxkX3RlbnNvcl92MpSTlCgojAdzdG9yYWdllIwFdG9yY2iUjAxGbG9hdFN0b3JhZ2WU"
        + "k5SMATCUjANjcHWUSwZ0lFFLAEsCSwOGlEsDSwGGlIloCClSlHSUUpSMA2EudJRoDSgoaA5oEWgSaBNLBnSUUUsASwNLAoaUSwFLA4aUiWgIKVKUdJRSlIwEc3RlcJSKBTUc3N8CjAVy"
        + "YXRpb5RHP+AAAAAAAAB1fZSMCV9tZXRhZGF0YZRoCClSlIwAlH2UjAd2ZXJzaW9ulEsBc3NzYowJY2FsbGJhY2tzlH2UjCxweXRvcmNoX2xpZ2h0bmluZy5jYWxsYmFja3MubW9kZWxf"
        + "Y2hlY2twb2ludJSMD01vZGVsQ2hlY2twb2ludJSTlH2UKIwHbW9uaXRvcpSMAXaUjARiZXN0lE6MBXNjb3JllEMDAAH/lIwEc2VlbpSPlChLAUsCkIwDb2RklIoJAAAAAAAAAABAdXOM"
        + "EG9wdGltaXplcl9zdGF0ZXOUXZQoaC0pgZR9lIwBeJRLAXNiKEsBSwJLA0sEdJQoSwWRlGWMAmxylEe/0AAAAAAAAIwDbmVnlEr5////dS4=";
}
