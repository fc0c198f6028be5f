using Lora.Diffusion;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Whether the layers that the project chooses are there in the base model and take their sizes, and its lists are as long as it has blocks.</summary>
internal static class NetworkChecks
{
    internal static void Check(StageRequest request, IDiffusionModel model, StageOutputs outputs)
    {
        if (!request.Values.FitsSomeModels || request.AnyWrong(NetworkOptions.NetworkAlgo, NetworkOptions.NetworkArgs, NetworkOptions.NetworkModules))
        {
            return;
        }

        foreach (var problem in NetworkProblem.Find(model, request.Values))
        {
            var (descriptor, option) = problem.Fault switch
            {
                NetworkFault.BlockCount => (TrainingDiagnostics.BlockCount, (Option)NetworkOptions.NetworkArgs),
                NetworkFault.NoLayer => (TrainingDiagnostics.NoLayer, request.Get(NetworkOptions.NetworkModules).Count > 0
                    ? NetworkOptions.NetworkModules : NetworkOptions.NetworkArgs),
                NetworkFault.Size => (TrainingDiagnostics.NetworkSize, NetworkOptions.NetworkDim),
                _ => (TrainingDiagnostics.NoSuchModule, NetworkOptions.NetworkModules),
            };
            outputs.Report(descriptor.At(problem.Text, request.PlaceOf(option)));
        }
    }
}
