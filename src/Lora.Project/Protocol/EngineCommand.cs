using System.Text.Json.Serialization;

namespace Lora.Project;

/// <summary>One line that the engine reads from its standard input. The end of the input means: save and leave.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunCommand), "run")]
[JsonDerivedType(typeof(CancelCommand), "cancel")]
public abstract record EngineCommand;

/// <summary>Run the stage of that request file. One runs at a time; the next is sent after the result.</summary>
/// <param name="Request">Absolute path of <c>obj/STAGE.request.json</c>.</param>
public sealed record RunCommand(string Request) : EngineCommand;

/// <summary>Stop the running stage at the end of its step, save what can be gone on from, and answer with a cancelled result. Idempotent.</summary>
public sealed record CancelCommand : EngineCommand;
