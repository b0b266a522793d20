package remote

import (
	"context"
	"fmt"

	"github.com/pkg/sftp"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// CopyToRemote is the resource command:remote:CopyToRemote. Deleting it leaves the copy in place.
type CopyToRemote struct{}

// CopyToRemoteInputs has the fields of CopyToRemoteArgs in @pulumi/command.
type CopyToRemoteInputs struct {
	Connection *Connection          `pulumi:"connection" provider:"secret"`
	Source     types.AssetOrArchive `pulumi:"source"`
	RemotePath string               `pulumi:"remotePath"`
	Triggers   *[]any               `pulumi:"triggers,optional" provider:"replaceOnChanges"`
}

// CopyToRemoteOutputs is the state.
type CopyToRemoteOutputs struct {
	CopyToRemoteInputs
}

// Check demands host keys and a source that lies on this machine.
func (*CopyToRemote) Check(
	ctx context.Context, req infer.CheckRequest,
) (infer.CheckResponse[CopyToRemoteInputs], error) {
	response, err := checkConnection[CopyToRemoteInputs](ctx, req)
	source := response.Inputs.Source
	asset := source.Asset != nil && !source.Asset.IsPath() && !source.Asset.IsText()
	archive := source.Archive != nil && !source.Archive.IsPath()
	if asset || archive {
		response.Failures = append(response.Failures, p.CheckFailure{
			Property: "source",
			Reason:   "must be a FileAsset, a StringAsset, or a FileArchive of a local path",
		})
	}
	return response, err
}

// Create copies.
func (*CopyToRemote) Create(
	ctx context.Context, req infer.CreateRequest[CopyToRemoteInputs],
) (infer.CreateResponse[CopyToRemoteOutputs], error) {
	response := infer.CreateResponse[CopyToRemoteOutputs]{Output: CopyToRemoteOutputs{req.Inputs}}
	id, err := resource.NewUniqueHex(req.Name, 8, 0)
	if err != nil || req.DryRun {
		return response, err
	}
	response.ID = id
	return response, copyTo(ctx, req.Inputs)
}

// Update copies again: source, place or host is another one.
func (*CopyToRemote) Update(
	ctx context.Context, req infer.UpdateRequest[CopyToRemoteInputs, CopyToRemoteOutputs],
) (infer.UpdateResponse[CopyToRemoteOutputs], error) {
	response := infer.UpdateResponse[CopyToRemoteOutputs]{Output: CopyToRemoteOutputs{req.Inputs}}
	if req.DryRun {
		return response, nil
	}
	return response, copyTo(ctx, req.Inputs)
}

func copyTo(ctx context.Context, in CopyToRemoteInputs) error {
	client, err := in.Connection.dial(ctx)
	if err != nil {
		return err
	}
	defer client.close()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	files, err := sftp.NewClient(client.Client)
	if err != nil {
		return fmt.Errorf("%s offers no sftp: %w", in.Connection.address(), err)
	}
	defer files.Close()
	target := target{files}
	switch source := in.Source; {
	case source.Archive != nil:
		return target.copyPath(source.Archive.Path, in.RemotePath)
	case source.Asset.IsText():
		return target.writeText(source.Asset.Text, in.RemotePath)
	default:
		return target.copyPath(source.Asset.Path, in.RemotePath)
	}
}
