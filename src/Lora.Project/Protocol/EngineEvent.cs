using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One line that the engine writes to its standard output. Lines of an unknown type are ignored, so that newer engines may say more.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HelloEvent), "hello")]
[JsonDerivedType(typeof(MessageEvent), "message")]
[JsonDerivedType(typeof(ProgressEvent), "progress")]
[JsonDerivedType(typeof(FindingEvent), "finding")]
[JsonDerivedType(typeof(ResultEvent), "result")]
public abstract record EngineEvent
{
    /// <summary>The version of this protocol; the first event names it.</summary>
    public const int ProtocolVersion = 2;
}

/// <summary>The engine's first line.</summary>
/// <param name="Protocol"><see cref="EngineEvent.ProtocolVersion"/>.</param>
/// <param name="Version">Of the engine's assembly.</param>
public sealed record HelloEvent(int Protocol, string Version) : EngineEvent;

/// <summary>A line for people, shown as it is.</summary>
/// <param name="Text">Without line break.</param>
/// <param name="Important">True: shown in every build (the plan of a training); false: only with -v:detailed.</param>
public sealed record MessageEvent(string Text, bool Important) : EngineEvent;

/// <summary>How far a stage is. Sent as often as the engine likes; the task shows what the terminal or the log can bear.</summary>
/// <param name="Step">Steps done, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">Steps of the stage, 1 or more.</param>
/// <param name="Unit">What is counted, plural: steps, images, pictures.</param>
/// <param name="Loss">Moving average of the loss; null outside training.</param>
/// <param name="Rate">Steps a second; 0 = not yet known.</param>
/// <param name="SecondsLeft">Estimated; null = not yet known.</param>
public sealed record ProgressEvent(Stage Stage, int Step, int Total, string Unit, double? Loss, double Rate, double? SecondsLeft) : EngineEvent;

/// <summary>Something is wrong in the user's project.</summary>
public sealed record FindingEvent(Finding Finding) : EngineEvent;

/// <summary>The stage has ended; the last event of a run.</summary>
public sealed record ResultEvent(StageResult Result) : EngineEvent;
