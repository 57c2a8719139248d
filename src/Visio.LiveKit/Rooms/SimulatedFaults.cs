using System.Net.WebSockets;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>The faults that test suites ask for. They harm nobody but the one who asks.</summary>
internal sealed class SimulatedFaults(RoomState room, Membership membership)
{
    private const int MostSilentResumes = 3;
    private static readonly TimeSpan SilentResumesFor = TimeSpan.FromSeconds(5);

    public void Simulate(Participant participant, SimulateScenario scenario)
    {
        switch (scenario.ScenarioCase)
        {
            case SimulateScenario.ScenarioOneofCase.SpeakerUpdate:
                SpeakerUpdates.Pretend(room.Participants.Values);
                break;

            // Gone without a word: the client has to find out and to join again.
            case SimulateScenario.ScenarioOneofCase.NodeFailure:
            case SimulateScenario.ScenarioOneofCase.Migration:
                participant.Session?.Abort();
                participant.Session = null;
                membership.Remove(participant, DisconnectReason.Migration, null);
                break;
            case SimulateScenario.ScenarioOneofCase.ServerLeave:
                membership.Remove(participant, DisconnectReason.ServerShutdown, Leaves.JoinAgain(DisconnectReason.ServerShutdown));
                break;
            case SimulateScenario.ScenarioOneofCase.LeaveRequestFullReconnect:
                membership.Remove(participant, DisconnectReason.UnknownReason, Leaves.JoinAgain(DisconnectReason.UnknownReason));
                break;
            // The client closes its socket itself.
            case SimulateScenario.ScenarioOneofCase.DisconnectSignalOnResume:
                participant.ResumeFault = new(Silent: false, Left: 1, DateTimeOffset.MaxValue);
                break;
            case SimulateScenario.ScenarioOneofCase.DisconnectSignalOnResumeNoMessages:
                participant.ResumeFault = new(Silent: true, MostSilentResumes, room.Now + SilentResumesFor);
                break;
            // The client joins again, and finds no other way then.
            case SimulateScenario.ScenarioOneofCase.SwitchCandidateProtocol:
                room.Routes.Remove(participant.Identity);
                if (scenario.SwitchCandidateProtocol is CandidateProtocol.Tcp or CandidateProtocol.Tls)
                {
                    room.Routes[participant.Identity] = scenario.SwitchCandidateProtocol;
                }

                participant.Session?.Close(null, WebSocketCloseStatus.EndpointUnavailable, "simulated");
                break;
            default:
                break;
        }
    }
}
