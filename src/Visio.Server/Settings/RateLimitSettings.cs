using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>
/// What one session and one address may ask for. The limits per address are flood protection only: thousands of people can
/// share one (an administration's gateway) and join in the same minute.
/// </summary>
internal sealed class RateLimitSettings
{
    [Description("Rooms that one session may create in a minute.")]
    public int RoomsPerSessionPerMinute { get; set; } = 20;

    [Description("Rooms that one address may create in a minute, and sessions that it may open.")]
    public int RoomsPerAddressPerMinute { get; set; } = 600;

    [Description("Joins and look-ups of rooms that one address may make in a minute.")]
    public int JoinsPerAddressPerMinute { get; set; } = 10_000;

    [Description("What one session may do in meetings in a minute: hands, names, muting and the like.")]
    public int ActionsPerSessionPerMinute { get; set; } = 300;
}
