using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What a native engine's fault says to a user.</summary>
internal static class EngineFault
{
    private static readonly Dictionary<TensorEngineFault, Descriptor> Kinds = new()
    {
        [TensorEngineFault.FileMissing] = EngineDiagnostics.PackageMissing,
        [TensorEngineFault.FileDamaged] = EngineDiagnostics.PackageDamaged,
        [TensorEngineFault.LibraryNotLoaded] = EngineDiagnostics.LibraryNotLoaded,
        [TensorEngineFault.DriverMissing] = EngineDiagnostics.DriverMissing,
        [TensorEngineFault.DriverTooOld] = EngineDiagnostics.DriverTooOld,
        [TensorEngineFault.DeviceMissing] = EngineDiagnostics.DeviceMissing,
        [TensorEngineFault.OperationFailed] = EngineDiagnostics.OperationFailed,
    };

    /// <summary>Every kind of fault has its descriptor; out of memory names what the project has not done against it yet.</summary>
    internal static Finding Finding(TensorEngineException e, StageRequest request)
    {
        if (e.Fault == TensorEngineFault.OutOfMemory)
        {
            return OutOfMemory(request, $"{request.Stage} ran out of memory on {request.Get(EngineOptions.Device)}.");
        }

        if (request.Paths.LibTorch is { Length: > 0 } folder && e.File is { } path && path.StartsWith(folder, StringComparison.Ordinal))
        {
            return EngineDiagnostics.LibTorchUnusable.At(e.Message, request.PlaceOf(EngineOptions.LoraLibTorch));
        }

        // a file of a package is to blame, else what the project asks for
        return e.File is { } file ? Kinds[e.Fault].At(e.Message, file) : Kinds[e.Fault].At(e.Message, request.PlaceOf(EngineOptions.Device));
    }

    /// <summary>Out of memory, of the device or of the machine.</summary>
    internal static Finding OutOfMemory(StageRequest request, string problem)
    {
        string[] levers = [.. Levers(request)];
        return EngineDiagnostics.OutOfMemory.At(
            levers.Length == 0 ? problem : $"{problem} Not used yet against it: {string.Join(", ", levers)}.", request.Paths.ProjectFile);
    }

    /// <summary>What the project has not done yet against a lack of memory, in the order of what it costs.</summary>
    internal static IEnumerable<string> Levers(StageRequest request)
    {
        if (request.Stage == Stage.Train && !request.Get(RunOptions.GradientCheckpointing))
        {
            yield return "<GradientCheckpointing>true</GradientCheckpointing>";
        }

        if (request.Stage == Stage.Train && !request.Get(DatasetOptions.CacheLatents) && !request.Images.Any(image => image.ColorAug || image.IsCroppedAnew))
        {
            yield return "<CacheLatents>true</CacheLatents>";
        }

        if (request.Stage == Stage.Train && request.Get(RunOptions.TrainBatchSize) is > 1 and var batch)
        {
            yield return FormattableString.Invariant($"a <TrainBatchSize> below {batch}");
        }

        if (EngineOptions.MixedPrecision.Stages.Contains(request.Stage) && request.Get(EngineOptions.MixedPrecision) == "no")
        {
            yield return "<MixedPrecision>bf16</MixedPrecision>";
        }
    }
}
