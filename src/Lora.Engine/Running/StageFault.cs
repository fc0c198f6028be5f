using Lora.Diffusion;
using Lora.Project;
using Lora.Tagging;
using Lora.Tensors;
using Lora.Training;

namespace Lora.Engine;

/// <summary>
/// Turns an exception that a stage let out into one finding. What a user can act on has its own code; of a fault of ours the user gets a short message, and a
/// log file beside the request's result everything else.
/// </summary>
internal static class StageFault
{
    internal static Finding Finding(Exception e, StageRequest request)
    {
        // work shared out to threads comes back wrapped
        var cause = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e;
        return cause switch
        {
            FindingException known => known.Finding,
            StoreLinkException link => link.Finding,
            CheckpointException wrong => ModelFault.Of(wrong),
            TrainingException { IsLossNotFinite: true } => TrainingDiagnostics.LossNotFinite.At(cause.Message, request.Paths.ProjectFile),
            TrainingException => TrainingDiagnostics.TrainingRefused.At(cause.Message, request.Paths.ProjectFile),
            PromptFormatException => ProjectDiagnostics.WrongValue.At($"A prompt cannot be read: {cause.Message}", request.Paths.ProjectFile),
            TensorEngineException engine => EngineFault.Finding(engine, request),
            OnnxException onnx => OnnxCatalog.Finding(onnx, request),
            OutOfMemoryException => EngineFault.OutOfMemory(request, $"{request.Stage} ran out of memory."),
            IOException or UnauthorizedAccessException when cause.Message.Contains(request.Paths.CacheDirectory, StringComparison.Ordinal) =>
                CacheDiagnostics.StoreNotWritable.At($"{ErrorText.OneLine(cause)}.", request.Paths.CacheDirectory),
            IOException or UnauthorizedAccessException when new[] { request.Paths.ObjDirectory, request.Paths.OutDirectory }.Any(folder =>
                cause.Message.Contains(folder, StringComparison.Ordinal)) =>
                EngineDiagnostics.BuildNotWritable.At($"{ErrorText.OneLine(cause)}.", request.Paths.ProjectFile),
            _ => Unknown(e, cause, request),
        };
    }

    private static Finding Unknown(Exception whole, Exception cause, StageRequest request)
    {
        var log = Path.Combine(request.Paths.ObjDirectory, $"{request.Stage}.error.log");
        try
        {
            NewFile.Write(log, whole + "\n");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(whole);
        }

        return EngineDiagnostics.EngineFault.At($"{request.Stage} failed: {ErrorText.OneLine(cause)} ({cause.GetType().Name}; details in {log}).");
    }
}
