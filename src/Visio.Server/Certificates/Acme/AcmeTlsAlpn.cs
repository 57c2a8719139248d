using System.Buffers;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;

namespace Visio.Server.Certificates.Acme;

/// <summary>Tells, before TLS begins, the authority that looks (RFC 8737) from everybody else, while there is something to show.</summary>
internal static class AcmeTlsAlpn
{
    private static readonly object Mark = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>To be put before TLS.</summary>
    public static ConnectionDelegate Before(ConnectionDelegate next, AcmeChallenges challenges) => async connection =>
    {
        if (challenges.HasTls && await OffersAsync(connection))
        {
            connection.Items[Mark] = true;
        }

        await next(connection);
    };

    /// <summary>What the authority is shown; null for everybody else, and where nothing is to be shown for that name.</summary>
    public static SslServerAuthenticationOptions? Choose(ConnectionContext connection, AcmeChallenges challenges, string? serverName) =>
        connection.Items.ContainsKey(Mark) ? challenges.ForTls(serverName) : null;

    private static async Task<bool> OffersAsync(ConnectionContext connection)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(Patience);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var offers = ClientHello.Offers(read.Buffer.ToArray(), AcmeChallenges.Protocol.Protocol.Span);
                var isDecided = offers is not null || read.IsCompleted;

                // What was looked at is left for TLS to read.
                input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
                if (isDecided)
                {
                    return offers == true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
