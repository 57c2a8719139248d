using System.Diagnostics.CodeAnalysis;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Room configurations by name, which CreateRoom and tokens may ask for.</summary>
internal sealed class RoomPresets(LiveKitOptions options)
{
    private readonly Dictionary<string, RoomConfiguration> _presets =
        options.RoomPresets.ToDictionary(p => p.Key, p => ProtoJson.Parser.Parse<RoomConfiguration>(p.Value), StringComparer.Ordinal);

    /// <summary>Whether every preset can be read.</summary>
    public static bool AreUsable(LiveKitOptions options) =>
        options.RoomPresets.Values.All(json => ProtoJson.TryParse<RoomConfiguration>(json, out _));

    public bool Has(string name) => name.Length == 0 || _presets.ContainsKey(name);

    /// <summary>What a room is opened with.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="preset">The name of a preset; empty means none.</param>
    /// <param name="configuration">What is asked for besides; it wins over the preset.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>False when there is no such preset.</returns>
    public bool TryApply(string room, string preset, RoomConfiguration configuration, [NotNullWhen(true)] out RoomSettings? settings)
    {
        var named = new RoomConfiguration();
        if (preset.Length > 0 && !_presets.TryGetValue(preset, out named))
        {
            settings = null;
            return false;
        }

        settings = RoomSettings.Default(room, options).With(named).With(configuration);
        return true;
    }
}
