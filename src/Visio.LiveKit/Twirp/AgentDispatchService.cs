using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Twirp;

/// <summary>LiveKit's AgentDispatchService: sends agents into rooms.</summary>
internal sealed class AgentDispatchService : TwirpService
{
    private readonly RoomDirectory _rooms;

    public AgentDispatchService(RoomDirectory rooms)
        : base("AgentDispatchService")
    {
        _rooms = rooms;
        Methods["CreateDispatch"] = TwirpMethod.Create(CreateAgentDispatchRequest.Parser, (r, t) => IsAdmin(r.Room, t), CreateAsync);
        Methods["DeleteDispatch"] = TwirpMethod.Create(DeleteAgentDispatchRequest.Parser, (r, t) => IsAdmin(r.Room, t), DeleteAsync);
        Methods["ListDispatch"] = TwirpMethod.Create(ListAgentDispatchRequest.Parser, (r, t) => IsAdmin(r.Room, t), ListAsync);
    }

    // An agent may be sent ahead of everybody else, if rooms open by themselves.
    private async Task<TwirpAnswer> CreateAsync(CreateAgentDispatchRequest request)
    {
        while (!_rooms.IsDraining)
        {
            if (_rooms.FindOrOpen(request.Room) is not { } room)
            {
                return TwirpError.NoRoom;
            }

            if (await room.AskAsync(r => r.Agents.Add(request)) is { } dispatch)
            {
                return TwirpAnswer.From(dispatch);
            }
        }

        return TwirpError.ShuttingDown;
    }

    private async Task<TwirpAnswer> DeleteAsync(DeleteAgentDispatchRequest request) => _rooms.Find(request.Room) is { } room
        ? TwirpAnswer.Or(await room.AskAsync(r => r.Agents.Remove(request.DispatchId)), TwirpError.NoDispatch)
        : TwirpError.NoRoom;

    private async Task<TwirpAnswer> ListAsync(ListAgentDispatchRequest request)
    {
        var response = new ListAgentDispatchResponse();
        if (_rooms.Find(request.Room) is { } room)
        {
            response.AgentDispatches.AddRange(await room.AskAsync(r => r.Agents.List(request.DispatchId).ToArray()) ?? []);
        }

        return TwirpAnswer.From(response);
    }
}
