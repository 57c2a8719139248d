using System.IO.Compression;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests;

/// <summary>Join requests as clients write them into the query.</summary>
internal static class JoinRequests
{
    public static JoinRequest Default() => new()
    {
        ClientInfo = new() { Sdk = ClientInfo.Types.SDK.Js, Version = "2.23.0", Protocol = 17, ClientProtocol = 2 },
        ConnectionSettings = new() { AutoSubscribe = true },
    };

    public static string Plain(JoinRequest request) =>
        Encode(new WrappedJoinRequest { JoinRequest = request.ToByteString() });

    public static string Gzipped(byte[] request)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(request);
        }

        return Encode(new WrappedJoinRequest
        {
            Compression = WrappedJoinRequest.Types.Compression.Gzip,
            JoinRequest = ByteString.CopyFrom(compressed.ToArray()),
        });
    }

    private static string Encode(WrappedJoinRequest wrapped) =>
        Uri.EscapeDataString(Convert.ToBase64String(wrapped.ToByteArray()).Replace('+', '-').Replace('/', '_'));
}
