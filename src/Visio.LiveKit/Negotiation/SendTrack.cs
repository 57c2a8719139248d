using Visio.Rtc;

namespace Visio.LiveKit.Negotiation;

/// <summary>A track of another participant that this client is to receive.</summary>
/// <param name="TrackSid">The track's SID, <c>TR_…</c>.</param>
/// <param name="ParticipantSid">The publisher's SID, <c>PA_…</c>.</param>
/// <param name="Kind">Sound or pictures.</param>
/// <param name="Format">The format it arrives in; the client must have offered it.</param>
/// <param name="Stereo">Whether the publisher declared stereo sound.</param>
/// <param name="Red">Whether the client may be sent its sound with redundancy (RFC 2198), as it comes or made here.</param>
internal sealed record SendTrack(
    string TrackSid, string ParticipantSid, MediaKind Kind, CodecFormat Format, bool Stereo = false, bool Red = false);
