using Lora.Project;

namespace Lora.Engine;

/// <summary>Where a stage reports to while it runs. Safe for threads; never throws because nobody listens.</summary>
internal interface IEvents
{
    void Send(EngineEvent message);
}

internal static class Events
{
    /// <summary>A line that every build shows.</summary>
    internal static void Say(this IEvents events, string text) => events.Send(new MessageEvent(text, Important: true));

    /// <summary>A line for <c>-v:detailed</c>.</summary>
    internal static void Note(this IEvents events, string text) => events.Send(new MessageEvent(text, Important: false));
}
