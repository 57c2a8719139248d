using Visio.Rtc.Dtls;

namespace Visio.Rtc.Sdp;

/// <summary>Turns attribute lines into the types of the model. False means: an attribute we know, but malformed.</summary>
internal static class SdpAttributeReader
{
    public static bool TryRead(SdpSession session, string name, string? value)
    {
        switch (name)
        {
            case "group":
                return TryReadGroup(session, value);
            case "ice-lite":
                session.IceLite = true;
                return true;
            case "extmap-allow-mixed":
                session.ExtensionMapAllowMixed = true;
                return true;
            default:
                if (TryReadTransport(session.Transport, name, value, out var wellFormed))
                {
                    return wellFormed;
                }

                session.OtherAttributes.Add(new(name, value));
                return true;
        }
    }

    public static bool TryRead(MediaDescription media, string name, string? value)
    {
        switch (name)
        {
            case "mid":
                media.Mid = value;
                return SdpToken.IsToken(value, 64);
            case "sendrecv":
                media.Direction = MediaDirection.SendRecv;
                return true;
            case "sendonly":
                media.Direction = MediaDirection.SendOnly;
                return true;
            case "recvonly":
                media.Direction = MediaDirection.RecvOnly;
                return true;
            case "inactive":
                media.Direction = MediaDirection.Inactive;
                return true;
            case "bundle-only":
                media.BundleOnly = true;
                return true;
            case "rtcp-mux":
                media.RtcpMux = true;
                return true;
            case "rtcp-rsize":
                media.RtcpReducedSize = true;
                return true;
            case "end-of-candidates":
                media.EndOfCandidates = true;
                return true;
            case "sctp-port":
                media.SctpPort = SdpToken.TryNumber(value, out ushort port) ? port : null;
                return media.SctpPort is not null;
            case "max-message-size":
                media.MaxMessageSize = SdpToken.TryNumber(value, out long size) ? size : null;
                return media.MaxMessageSize is not null;
            case "candidate":
                // Candidates of kinds we do not know must not make the offer fail (RFC 8839 §5.1).
                if (IceCandidate.TryParse($"candidate:{value}", out var candidate))
                {
                    media.Candidates.Add(candidate);
                }
                else
                {
                    media.OtherAttributes.Add(new(name, value));
                }

                return true;
            default:
                if (SdpRtpAttributeReader.TryRead(media, name, value, out var wellFormed)
                    || TryReadTransport(media.Transport, name, value, out wellFormed))
                {
                    return wellFormed;
                }

                media.OtherAttributes.Add(new(name, value));
                return true;
        }
    }

    /// <summary>False when the attribute is not one of the transport; <paramref name="wellFormed"/> says how it was read otherwise.</summary>
    private static bool TryReadTransport(TransportAttributes transport, string name, string? value, out bool wellFormed)
    {
        switch (name)
        {
            case "ice-ufrag":
                transport.UsernameFragment = value;
                wellFormed = SdpToken.IsIceCharacters(value, 4);
                return true;
            case "ice-pwd":
                transport.Password = value;
                wellFormed = SdpToken.IsIceCharacters(value, 22);
                return true;
            case "ice-options":
                transport.IceOptions = value;
                wellFormed = !string.IsNullOrEmpty(value);
                return true;
            case "setup":
                transport.Setup = value switch
                {
                    "actpass" => SetupRole.ActPass,
                    "active" => SetupRole.Active,
                    "passive" => SetupRole.Passive,
                    "holdconn" => SetupRole.HoldConn,
                    _ => null,
                };
                wellFormed = transport.Setup is not null;
                return true;
            case "fingerprint":
                wellFormed = TryReadFingerprint(transport, value);
                return true;
            default:
                wellFormed = false;
                return false;
        }
    }

    private static bool TryReadGroup(SdpSession session, string? value)
    {
        var rest = value.AsSpan();
        var semantics = SdpToken.Next(ref rest);
        if (!SdpToken.IsToken(semantics, 32))
        {
            return false;
        }

        var mids = new List<string>();
        while (!rest.IsEmpty)
        {
            if (mids.Count == SdpParser.MaximumSections)
            {
                return false;
            }

            mids.Add(SdpToken.Next(ref rest).ToString());
        }

        session.Groups.Add(new(semantics.ToString(), mids));
        return session.Groups.Count <= 16;
    }

    /// <summary>RFC 8122 §5: a hash function's name and upper-case hexadecimal bytes; hash functions we do not know are left out.</summary>
    private static bool TryReadFingerprint(TransportAttributes transport, string? value)
    {
        var rest = value.AsSpan();
        var algorithm = SdpToken.Next(ref rest).ToString().ToLowerInvariant();
        var hash = SdpToken.Next(ref rest);
        if (!rest.IsEmpty || !IsHexadecimalBytes(hash))
        {
            return false;
        }

        var bytes = algorithm switch { "sha-256" => 32, "sha-384" => 48, "sha-512" => 64, _ => 0 };
        if (bytes == 0)
        {
            return algorithm.Length > 0;
        }

        if (hash.Length != (bytes * 3) - 1 || transport.Fingerprints.Count >= 8)
        {
            return false;
        }

        transport.Fingerprints.Add(new CertificateFingerprint(algorithm, hash.ToString().ToUpperInvariant()));
        return true;
    }

    private static bool IsHexadecimalBytes(ReadOnlySpan<char> hash)
    {
        for (var i = 0; i < hash.Length; i++)
        {
            if (i % 3 == 2 ? hash[i] != ':' : !char.IsAsciiHexDigit(hash[i]))
            {
                return false;
            }
        }

        return hash.Length % 3 == 2;
    }
}
