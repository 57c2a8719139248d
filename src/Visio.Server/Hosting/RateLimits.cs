using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Visio.Server.Accounts;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>What one session and one address may ask for in a minute; see <see cref="RateLimitSettings"/>.</summary>
internal static class RateLimits
{
    /// <summary>For joining and looking up a room: per address.</summary>
    public const string Join = "join";

    /// <summary>For creating a room and opening a session: per session where there is one, and per address.</summary>
    public const string Create = "create";

    /// <summary>
    /// For checking and setting passwords, whose hashes cost a tenth of a second each: as many at once as there are processors, some more
    /// wait, the rest is refused. Per address as <see cref="Create"/>; guesses are counted by the account.
    /// </summary>
    public const string Password = "password";

    private const int WaitingPasswords = 100;

    /// <summary>For what is done in a meeting: per session.</summary>
    public const string Act = "act";

    public static void AddRateLimits(this IServiceCollection services, RateLimitSettings limits) => services.AddRateLimiter(options =>
    {
        options.OnRejected = (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter))
            {
                context.HttpContext.Response.Headers.RetryAfter =
                    Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            return new ValueTask(ApiProblem.TooManyRequests.ExecuteAsync(context.HttpContext));
        };
        options.AddPolicy(Join, context => Bucket("address " + AddressOf(context), limits.JoinsPerAddressPerMinute));
        options.AddPolicy(Act, context => Caller.Of(context).LimitKey is { } session
            ? Bucket("act " + session, limits.ActionsPerSessionPerMinute)
            : Bucket("address " + AddressOf(context), limits.JoinsPerAddressPerMinute));
        options.AddPolicy(Create, context => Caller.Of(context).LimitKey is { } session
            ? Bucket(session, limits.RoomsPerSessionPerMinute)
            : Bucket("address " + AddressOf(context), limits.RoomsPerAddressPerMinute));

        options.AddPolicy(Password, _ => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = Environment.ProcessorCount,
            QueueLimit = WaitingPasswords,
        }));

        // A session costs nothing to open in development, so the address counts as well: the chain asks both.
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is Create or Password
                ? Bucket("address " + AddressOf(context), limits.RoomsPerAddressPerMinute)
                : RateLimitPartition.GetNoLimiter(""));
    });

    private static RateLimitPartition<string> Bucket(string key, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(perMinute < 60 ? 60.0 / perMinute : 1),
            QueueLimit = 0,
        });

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
