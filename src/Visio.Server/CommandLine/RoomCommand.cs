using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.CommandLine;

/// <summary><c>visio room</c>: what its hosts do over the API, for whoever runs the server.</summary>
internal static class RoomCommand
{
    private static readonly Argument<string> Slug = new("room") { Description = "What stands in the room's link." };
    private static readonly Argument<string> Email = new("email") { Description = "The e-mail address of an account; one is made for a new address." };

    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("room", "Rooms on this server.")
        {
            List(arguments),
            OnRoom(arguments, "show", "Show a room and who was named in it.", [], ShowAsync),
            New(arguments),
            OnRoom(arguments, "delete", "Delete a room with everything in it.", [], async (services, room, _, output, cancellationToken) =>
            {
                await services.GetRequiredService<RoomRemoval>().DeleteAsync(room, Did("room.delete", room), cancellationToken);
                await output.WriteLineAsync($"{room.Slug} is deleted");
                return ExitCode.Done;
            }),
            OnRoom(arguments, "lock", "Let nobody but hosts enter any more.", [], (services, room, _, output, cancellationToken) => LockAsync(services, room, true, output, cancellationToken)),
            OnRoom(arguments, "unlock", "Let people enter again.", [], (services, room, _, output, cancellationToken) => LockAsync(services, room, false, output, cancellationToken)),
            OnRoom(arguments, "chat-history", "Keep the chat for those who come late, while a meeting lasts, or not.", [OnOrOff()], KeepChatAsync),
            OnRoom(arguments, "transfer", "Make somebody the only owner; former owners stay as co-hosts.", [Email], TransferAsync),
            OnRoom(arguments, "owner", "Make somebody an owner as well.", [Email], AddOwnerAsync),
        };
        arguments.AddTo(command);
        return command;
    }

    private static Command List(DataArguments arguments)
    {
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "The newest rooms.") { limit };
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                var rooms = await services.GetRequiredService<VisioDb>().Rooms.AsNoTracking()
                    .OrderByDescending(room => room.CreatedAt).Take(Math.Max(1, parsed.GetValue(limit))).ToListAsync(cancellationToken);
                foreach (var room in rooms)
                {
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(Line(room));
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command New(DataArguments arguments)
    {
        var owner = new Option<string>("--owner") { Description = "The owner's e-mail address; an account is made for a new one.", Required = true };
        var title = new Option<string?>("--title") { Description = "What the meeting is about." };
        var slug = new Option<string?>("--slug") { Description = "A name for its link; a code where it is missing." };
        var access = new Option<AccessLevel?>("--access") { Description = "Who enters without being asked in; what the policy says where it is missing." };
        var command = new Command("create", "Create a room.") { owner, title, slug, access };
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                var output = parsed.InvocationConfiguration;
                if (await FindUserAsync(services, parsed.GetRequiredValue(owner), output.Error, cancellationToken) is not { } user)
                {
                    return ExitCode.Failed;
                }

                var wanted = new RoomChange { Title = parsed.GetValue(title), Slug = parsed.GetValue(slug), Access = parsed.GetValue(access) };
                var (room, refusal) = await services.GetRequiredService<RoomCreation>().CreateAsync(
                    wanted, user.Id, id => new(AuditActor.Operator, null, "room.create", id, id), cancellationToken);
                if (room is null)
                {
                    await output.Error.WriteLineAsync(refusal!.ProblemDetails.Title);
                    return ExitCode.Failed;
                }

                await output.Output.WriteLineAsync(room.Slug.Value);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command OnRoom(
        DataArguments arguments,
        string name,
        string description,
        IReadOnlyList<Argument<string>> more,
        Func<IServiceProvider, Room, string?, TextWriter, CancellationToken, Task<int>> work)
    {
        var command = new Command(name, description) { Slug };
        foreach (var argument in more)
        {
            command.Arguments.Add(argument);
        }

        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                var db = services.GetRequiredService<VisioDb>();
                if (!RoomSlug.TryParse(parsed.GetRequiredValue(Slug), out var slug)
                    || await db.Rooms.SingleOrDefaultAsync(room => room.Slug == slug, cancellationToken) is not { } room)
                {
                    await error.WriteLineAsync("There is no such room.");
                    return ExitCode.Failed;
                }

                return await work(services, room, more.Count > 0 ? parsed.GetRequiredValue(more[0]) : null, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(IServiceProvider services, Room room, string? email, TextWriter output, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<VisioDb>();
        await output.WriteLineAsync(Line(room));
        var members = await (from m in db.RoomMembers
                             join u in db.Users on m.UserId equals u.Id
                             where m.RoomId == room.Id
                             orderby u.NormalizedEmail
                             select new { m.Role, u.DisplayName, u.Email }).ToListAsync(cancellationToken);
        foreach (var member in members)
        {
            await output.WriteLineAsync($"  {ParticipantAttributes.Text(member.Role)}\t{member.DisplayName}\t{member.Email}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> LockAsync(IServiceProvider services, Room room, bool locked, TextWriter output, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<VisioDb>();
        room.Locked = locked;
        db.Record(Did("room.update", room, new { locked }));
        await db.SaveChangesAsync(cancellationToken);
        await output.WriteLineAsync(Line(room));
        return ExitCode.Done;
    }

    private static Argument<string> OnOrOff()
    {
        var argument = new Argument<string>("keep") { Description = "Whether it is kept." };
        argument.AcceptOnlyFromAmong("on", "off");
        return argument;
    }

    private static async Task<int> KeepChatAsync(IServiceProvider services, Room room, string? keep, TextWriter output, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<VisioDb>();
        room.ChatHistory = keep == "on";
        db.Record(Did("room.update", room, new { chatHistory = room.ChatHistory }));
        await db.SaveChangesAsync(cancellationToken);
        await output.WriteLineAsync(Line(room));
        return ExitCode.Done;
    }

    private static async Task<int> TransferAsync(IServiceProvider services, Room room, string? email, TextWriter output, CancellationToken cancellationToken)
    {
        if (await FindUserAsync(services, email!, output, cancellationToken) is not { } user)
        {
            return ExitCode.Failed;
        }

        await services.GetRequiredService<RoomOwnership>().TransferAsync(
            room, null, user.Id, new(AuditActor.Operator, null, "room.transfer", user.Id.ToString(), room.Id.ToString()), cancellationToken);
        return await ShowAsync(services, room, null, output, cancellationToken);
    }

    private static async Task<int> AddOwnerAsync(IServiceProvider services, Room room, string? email, TextWriter output, CancellationToken cancellationToken)
    {
        if (await FindUserAsync(services, email!, output, cancellationToken) is not { } user)
        {
            return ExitCode.Failed;
        }

        var audit = new AuditEvent(AuditActor.Operator, null, "room.member.name", user.Id.ToString(), room.Id.ToString(), new { role = nameof(RoomRole.Owner) });
        var outcome = await services.GetRequiredService<RoomOwnership>().NameAsync(room, user.Id, RoomRole.Owner, audit, cancellationToken);
        if (outcome != RoomOwnershipOutcome.Done)
        {
            await output.WriteLineAsync("The room has as many members as it may.");
            return ExitCode.Failed;
        }

        return await ShowAsync(services, room, null, output, cancellationToken);
    }

    private static async Task<User?> FindUserAsync(IServiceProvider services, string email, TextWriter error, CancellationToken cancellationToken)
    {
        var user = await services.GetRequiredService<RoomPeople>().FindAsync(new(Email: email), cancellationToken);
        if (user is null)
        {
            await error.WriteLineAsync($"'{email}' is no address of somebody who can be named.");
        }

        return user;
    }

    private static AuditEvent Did(string action, Room room, object? details = null) =>
        new(AuditActor.Operator, null, action, room.Id.ToString(), room.Id.ToString(), details);

    private static string Line(Room room) =>
        $"{room.Slug}\t{room.Access.ToString().ToLowerInvariant()}\t{(room.Locked ? "locked" : "open")}\t{(room.ChatHistory ? "chat kept" : "chat not kept")}\t{room.Title}";
}
