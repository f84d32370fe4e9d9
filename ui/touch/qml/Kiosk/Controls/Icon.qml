import QtQuick
import Kiosk.Theme

// An own line drawing in any colour.
Image {
    property string name: ""
    property color tone: Theme.navy
    property int edge: Theme.px(56)

    width: edge
    height: edge
    visible: name !== ""
    source: name === "" ? "" : Theme.icon(name, tone)
    sourceSize: Qt.size(edge, edge)
    Accessible.ignored: true
}
