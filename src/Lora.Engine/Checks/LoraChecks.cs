using Lora.Diffusion;
using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>Whether the LoRAs that a training builds on are LoRAs of its base model, and what it leaves out of them.</summary>
internal static class LoraChecks
{
    /// <summary>What the files and the base model alone show; whether one fits the network that is trained, Train says before its first step.</summary>
    internal static void Check(StageRequest request, IDiffusionModel model, StageOutputs outputs)
    {
        foreach (var lora in request.Loras)
        {
            try
            {
                LoraInputs.Read(lora, file => file.Check(model));
            }
            catch (FindingException e)
            {
                outputs.Report(e.Finding);
            }
        }
    }

    internal static void CheckLeftOut(StageRequest request, StartingWeights? start, AdapterNetwork network, StageOutputs outputs)
    {
        if (request.NetworkWeights is { } weights && start?.LeftOutBy(network) is [var first, ..] left)
        {
            outputs.Report(TrainingDiagnostics.LayersLeftOut.At(
                FormattableString.Invariant($"{left.Count} of the {start.Count} layers of '{weights.File.Name}' are not trained, '{first}' among them."),
                weights.Place));
        }
    }
}
