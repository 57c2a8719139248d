namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>Waits for what another process or a background service does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It never happened.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return TimeProvider.System.GetElapsedTime(started);
    }
}
