using System.Runtime.InteropServices;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the files of tagger, captioner and upscaler, and what is wrong with them that names and options alone show.</summary>
/// <param name="report">Told a finding at an option.</param>
internal sealed class PictureModelReader(ProjectInput input, StatCache hashes, Action<Descriptor, Option, string> report)
{
    /// <summary>By model and name; nothing where a project names none.</summary>
    public IReadOnlyList<ModelFile> Read(OptionValues project)
    {
        PictureModel[] models = [.. PictureModel.All.Where(model => model.IsIn(project))];
        if (models.Length > 0)
        {
            CheckDevice(project);
        }

        if (PictureModel.Tagger.IsIn(project) && PictureModel.Captioner.IsIn(project))
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.Captioner,
                "Tagger and Captioner are both set: a caption is written by one of them.");
        }

        return [.. models.SelectMany(model => Files(model, project.Get(model.Option)))];
    }

    private IReadOnlyList<ModelFile> Files(PictureModel model, string written)
    {
        var (place, isFile) = (input.ResolveModel(written), model.Files.Count == 0);
        if (isFile ? !File.Exists(place) : !Directory.Exists(place))
        {
            report(TaggingDiagnostics.ModelMissing, model.Option, $"{model.Option}: there is no {(isFile ? "file" : "folder")} '{written}'.");
            return [];
        }

        string[] missing = [.. model.Files.Where(name => !File.Exists(Path.Combine(place, name)))];
        if (missing.Length > 0)
        {
            report(TaggingDiagnostics.ModelMissing, model.Option, $"{model.Option}: '{written}' holds no {string.Join(" and no ", missing)}.");
        }

        return PictureModelFiles.Find(model, place, hashes);
    }

    private void CheckDevice(OptionValues project)
    {
        var device = project.Get(TaggerOptions.TaggerDevice);
        if (!OnnxRuntime.IsServedBy(input.EnginePackages, device))
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.TaggerDevice,
                $"TaggerDevice: there is no package of ONNX Runtime on {device} for this kind of machine ({RuntimeInformation.RuntimeIdentifier}).");
        }

        if (device.Kind == DeviceName.CudaKind && project.Get(EngineOptions.Device).Kind == DeviceName.CudaKind)
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.TaggerDevice,
                "Device and TaggerDevice are both a GPU: the CUDA libraries of libtorch and of ONNX Runtime do not work in one process.");
        }
    }
}
