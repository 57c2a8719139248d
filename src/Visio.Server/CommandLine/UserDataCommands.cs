using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.CommandLine;

/// <summary><c>visio user merge|export|erase</c>.</summary>
internal static class UserDataCommands
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IEnumerable<Command> All(DataArguments data) => [Merge(data), Export(data), Erase(data)];

    private static Command Merge(DataArguments data)
    {
        var from = UserWork.Who("from");
        var into = UserWork.Who("into");
        return UserWork.Command("merge", "Move everything of one account to another, and delete it.", data, [from, into], async work =>
        {
            if (await work.FindAsync(work.Parsed.GetRequiredValue(from)) is not { } source
                || await work.FindAsync(work.Parsed.GetRequiredValue(into)) is not { } target)
            {
                return ExitCode.Failed;
            }

            if (source.Id == target.Id)
            {
                return await work.FailAsync("Both are the same account.");
            }

            await work.Services.GetRequiredService<UserMerge>().MergeAsync(source, target, UserWork.Did, work.Cancellation);
            return await work.DoneAsync($"Everything belongs to {target.Email ?? target.Id.ToString()} now.");
        });
    }

    private static Command Export(DataArguments data)
    {
        var file = new Option<string?>("--output") { Description = "A new file, readable by its owner only. Without it the JSON is printed." };
        return UserWork.ForOne("export", "Everything that is kept about one person, as JSON.", data, [file], async (work, user) =>
        {
            var everything = (await work.Services.GetRequiredService<PersonalData>().ExportAsync(user.Id, work.Cancellation))!.ToJsonString(Indented);
            work.Db.Record(UserWork.Did("user.export", user.Id.ToString()));
            await work.Db.SaveChangesAsync(work.Cancellation);
            if (work.Parsed.GetValue(file) is not { } path)
            {
                return await work.DoneAsync(everything);
            }

            try
            {
                await using var stream = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                await using var writer = new StreamWriter(stream);
                await writer.WriteLineAsync(everything);
                return ExitCode.Done;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                return await work.FailAsync(refused.Message);
            }
        });
    }

    private static Command Erase(DataArguments data)
    {
        var yes = new Option<bool>("--yes") { Description = "Really: it cannot be undone." };
        var heir = new Option<string?>("--heir") { Description = "Who gets the rooms that nobody else owns; without it they are deleted." };
        var command = UserWork.ForOne("erase", "Erase one person, with the rooms that nobody else owns.", data, [yes, heir], async (work, user) =>
        {
            User? heirUser = null;
            if (work.Parsed.GetValue(heir) is { } named && (heirUser = await work.FindAsync(named)) is null)
            {
                return ExitCode.Failed;
            }

            if (heirUser?.Id == user.Id)
            {
                return await work.FailAsync("Somebody else must be the heir.");
            }

            var erased = await work.Services.GetRequiredService<PersonalData>().EraseAsync(
                user.Id, heirUser?.Id, UserWork.Did("user.erase", user.Id.ToString()), work.Cancellation);
            return await work.DoneAsync(string.Create(
                CultureInfo.InvariantCulture, $"Erased, with {erased!.DeletedRooms.Count} rooms; {erased.TransferredRooms.Count} have another owner now."));
        });
        command.Validators.Add(result =>
        {
            if (!result.GetValue(yes))
            {
                result.AddError("This cannot be undone: add --yes.");
            }
        });
        return command;
    }
}
