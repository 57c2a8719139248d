using System.Globalization;
using System.Threading.RateLimiting;
using Visio.Server.Accounts;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>What one session, account or application may ask for in a minute; see <see cref="RateLimitSettings"/>.</summary>
internal static class RateLimits
{
    /// <summary>For joining and looking up a room.</summary>
    public const string Join = "join";

    /// <summary>For creating a room and opening a session.</summary>
    public const string Create = "create";

    /// <summary>
    /// For checking and setting passwords, whose hashes cost a tenth of a second each: as many at once as there are processors, some more
    /// wait, the rest is refused. Guesses are counted by the account.
    /// </summary>
    public const string Password = "password";

    private const int WaitingPasswords = 100;
    private const int NewCallersAtOnce = 256;
    private const int WaitingNewCallers = 20_000;

    /// <summary>For what is done in a meeting.</summary>
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
        options.AddPolicy(Join, context => PerCaller(
            context, "join", Caller.Of(context).Kind == CallerKind.Application ? limits.JoinsPerApplicationPerMinute : limits.JoinsPerSessionPerMinute));
        options.AddPolicy(Act, context => PerCaller(context, "act", limits.ActionsPerSessionPerMinute));
        options.AddPolicy(Create, context => PerCaller(context, "create", limits.RoomsPerSessionPerMinute));
        options.AddPolicy(Password, _ => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = Environment.ProcessorCount,
            QueueLimit = WaitingPasswords,
        }));
    });

    /// <summary>
    /// By session, account or application, and never by address: thousands of people can share one. Callers whom the server has never
    /// seen share one limit to how many are served at a time; the others of them wait.
    /// </summary>
    private static RateLimitPartition<string> PerCaller(HttpContext context, string what, int perMinute) => Caller.Of(context).LimitKey is { } caller
        ? Bucket($"{what} {caller}", perMinute)
        : RateLimitPartition.GetConcurrencyLimiter("new callers", _ => new ConcurrencyLimiterOptions { PermitLimit = NewCallersAtOnce, QueueLimit = WaitingNewCallers });

    private static RateLimitPartition<string> Bucket(string key, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(perMinute < 60 ? 60.0 / perMinute : 1),
            QueueLimit = 0,
        });
}
