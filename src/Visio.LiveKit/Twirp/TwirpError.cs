using System.Globalization;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Twirp;

/// <summary>An error as Twirp writes it: a code that has an HTTP status, and a message.</summary>
internal sealed record TwirpError(string Code, int Status, string Message)
{
    // The reference's messages carry this prefix where the error comes from behind its API, and clients have been seen to compare them.
    private const string Behind = "twirp error unknown: ";

    public static readonly TwirpError PermissionsDenied = new("unauthenticated", 401, "permissions denied");
    public static readonly TwirpError NoParticipant = new("not_found", 404, Behind + "participant does not exist");
    public static readonly TwirpError NoRoom = new("not_found", 404, Behind + "requested room does not exist");
    public static readonly TwirpError NoTrack = new("not_found", 404, Behind + "track is not found");
    public static readonly TwirpError NoDispatch = new("not_found", 404, Behind + "dispatch does not exist");
    public static readonly TwirpError NoRemoteUnmute = new("failed_precondition", 412, Behind + "remote unmute not enabled");
    public static readonly TwirpError MalformedJson = new("malformed", 400, "the json request could not be decoded");
    public static readonly TwirpError MalformedProtobuf = new("malformed", 400, "the protobuf request could not be decoded");
    public static readonly TwirpError NoResponse = new("unavailable", 503, Behind + "no response from servers");
    public static readonly TwirpError RoomFull = new("resource_exhausted", 429, Behind + "destination room is full");
    public static readonly TwirpError NoMove = new("failed_precondition", 412, Behind + "participant cannot be moved");
    public static readonly TwirpError NoForward = new("failed_precondition", 412, Behind + "participant cannot be forwarded");
    public static readonly TwirpError Elsewhere = new("failed_precondition", 412, Behind + "participant is forwarded from another room");
    public static readonly TwirpError ShuttingDown = new("unavailable", 503, "server is shutting down");

    /// <summary>What it says besides, by name.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static TwirpError Invalid(string message) => new("invalid_argument", 400, Behind + message);

    public static TwirpError NotConnected(string service) => new("internal", 500, Behind + service + " not connected (redis required)");

    /// <summary>A call of a participant's method that failed: the number of the client's error, and its data, stand beside the message.</summary>
    public static TwirpError From(RpcError error)
    {
        var (code, status) = error.Code switch
        {
            1400 => ("unimplemented", 501),
            1402 => ("invalid_argument", 400),
            1501 or 1502 => ("deadline_exceeded", 408),
            1503 => ("aborted", 409),
            _ => ("unknown", 500),
        };
        var meta = new Dictionary<string, string>(StringComparer.Ordinal) { ["rpc_code"] = error.Code.ToString(CultureInfo.InvariantCulture) };
        if (error.Data.Length > 0)
        {
            meta["rpc_data"] = error.Data;
        }

        return new(code, status, error.Message) { Meta = meta };
    }

    public static TwirpError BadRoute(string message, string route) => new("bad_route", 404, message)
    {
        Meta = new Dictionary<string, string>(StringComparer.Ordinal) { ["twirp_invalid_route"] = route },
    };
}
