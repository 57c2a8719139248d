using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>
/// Counts per address how often it names rooms that do not exist. Who guesses codes is told to stop; whoever has the link of a room is
/// never refused for what others behind the same address do. Any thread.
/// </summary>
internal sealed class RoomGuesses(VisioSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _misses = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetTokenBucketLimiter(AddressOf(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.RateLimits.MissesPerAddressPerMinute,
            TokensPerPeriod = Math.Max(1, settings.RateLimits.MissesPerAddressPerMinute / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        }));

    /// <summary>Counts a miss.</summary>
    /// <returns>What to answer instead of <paramref name="usual"/>, where there were too many.</returns>
    public ProblemHttpResult Miss(HttpContext context, ProblemHttpResult usual)
    {
        using var lease = _misses.AttemptAcquire(context);
        return lease.IsAcquired ? usual : ApiProblem.TooManyRequests;
    }

    public void Dispose() => _misses.Dispose();

    /// <summary>One IPv6 customer has a whole /64, so that is what counts as one address (RFC 6177).</summary>
    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
