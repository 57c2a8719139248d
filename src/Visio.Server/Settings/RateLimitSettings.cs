using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>
/// What one session, account or application may ask for. Nothing is counted by address but codes of rooms that do not exist: thousands
/// of people can share an address (an administration's gateway) and join in the same minute.
/// </summary>
internal sealed class RateLimitSettings
{
    [Description("Rooms that one session may create in a minute.")]
    public int RoomsPerSessionPerMinute { get; set; } = 20;

    [Description("Joins and look-ups of rooms that one session may make in a minute.")]
    public int JoinsPerSessionPerMinute { get; set; } = 120;

    [Description("Joins and look-ups of rooms that one application may make in a minute.")]
    public int JoinsPerApplicationPerMinute { get; set; } = 6_000;

    [Description("How often one address may ask in a minute for rooms that do not exist, before it is told to stop.")]
    public int MissesPerAddressPerMinute { get; set; } = 600;

    [Description("What one session may do in meetings in a minute: hands, names, muting and the like.")]
    public int ActionsPerSessionPerMinute { get; set; } = 300;
}
