namespace Visio.Server.Meetings;

/// <summary>A copy of what the caller has just written to everybody, for those who come late.</summary>
/// <param name="Identity">Who wrote it: one of the caller's identities in the meeting.</param>
/// <param name="Topic"><c>lk.chat</c> for a message, <c>chat.reaction</c> for an emoji under one.</param>
/// <param name="Id">The message's id as the others have it; empty for an emoji.</param>
/// <param name="Text">The message; for an emoji the JSON that was sent.</param>
/// <param name="ReplyTo">The id of what it answers.</param>
internal sealed record KeepChatRequest(string? Identity = null, string? Topic = null, string? Id = null, string? Text = null, string? ReplyTo = null);
