import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// One case. A, R, P, H decide; Escape puts it back.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property bool can: v.mine && !v.busy

    covered: verdict.visible
    title: v.loaded ? v.ticket + "  " + v.item : shell.words["page.case"]
    beside: [
        Push {
            visible: root.v.loaded && !root.v.paper
            enabled: root.can && root.v.canIssue
            look: "primary"
            text: shell.words["case.approve"]
            hint: "A"
            onClicked: verdict.open("approve")
        },
        Push {
            visible: root.v.loaded && !root.v.paper
            enabled: root.can
            text: shell.words["case.refuse"]
            hint: "R"
            onClicked: verdict.open("refuse")
        },
        Push {
            visible: root.v.loaded && !root.v.paper
            enabled: root.can
            text: shell.words["case.ask"]
            hint: "P"
            onClicked: verdict.open("ask")
        },
        Push {
            visible: root.v.loaded && !root.v.paper
            enabled: root.can
            text: shell.words["case.close"]
            hint: "H"
            onClicked: verdict.open("close")
        },
        Push {
            text: shell.words["case.back"]
            hint: "Esc"
            onClicked: root.model.back()
        }
    ]
    onActiveFocusChanged: if (activeFocus && !verdict.visible) left.forceActiveFocus()

    Say {
        anchors.centerIn: parent
        visible: !root.v.loaded
        text: root.v.conflict || shell.words[root.v.busy ? "case.loading" : "case.none"]
        font.pixelSize: Desk.label
        on: Theme.paper
    }
    Column {
        id: banners

        width: parent.width
        spacing: Desk.px(6)
        visible: root.v.loaded

        Banner { look: "red"; iconName: "alert"; said: root.v.conflict ? shell.words["case.clash"] + "  " + root.v.conflict : ""; reload: true }
        Banner { look: "amber"; iconName: "clock"; said: root.v.kept ? shell.words["case.kept"] : "" }
        Banner { look: "amber"; iconName: "staff"; said: root.v.owner ? shell.words["case.owner"] + " " + root.v.owner : "" }
        Banner { look: "plum"; iconName: "staff"; said: root.v.proposal || "" }
        Banner { look: "amber"; iconName: "alert"; said: root.v.paper ? shell.words["case.paper"] : "" }
        Banner { look: "amber"; iconName: "alert"; said: root.v.refusals > 0 ? shell.words["case.refusals"] : root.v.second && !root.v.proposal ? shell.words["case.second"] : "" }
        Banner { look: "slate"; iconName: "card"; said: root.v.asked ? shell.words["case.asked"] + " " + root.v.asked : "" }
        Banner {
            look: "slate"
            iconName: "question"
            said: !root.v.loaded ? "" : [[root.v.cause, root.v.age, root.v.office, root.v.window].join("  ·  "), root.v.detail ? shell.words["case.detail"] + " " + root.v.detail : "", root.v.note ? shell.words["case.note"] + " " + root.v.note : ""].filter(t => t).join("    ")
        }
    }
    Item {
        id: body

        y: banners.height > 0 ? banners.height + Desk.px(8) : 0
        width: parent.width
        height: parent.height - y
        visible: root.v.loaded

        Box {
            id: leftBox

            width: Math.round(parent.width * 0.56)
            height: parent.height
            border.width: left.activeFocus ? Desk.px(2) : Desk.stroke
            border.color: left.activeFocus ? Theme.blue : Theme.line

            Flickable {
                id: left

                anchors.fill: parent
                anchors.margins: Desk.px(10)
                contentHeight: facts.height
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                Keys.onDownPressed: contentY = Math.min(Math.max(0, contentHeight - height), contentY + Desk.row)
                Keys.onUpPressed: contentY = Math.max(0, contentY - Desk.row)
                KeyNavigation.tab: right

                CaseFacts {
                    id: facts

                    width: left.width
                    v: root.v
                }
            }
        }
        Box {
            id: rightBox

            x: leftBox.width + Desk.px(10)
            width: parent.width - x
            height: parent.height
            border.width: right.activeFocus ? Desk.px(2) : Desk.stroke
            border.color: right.activeFocus ? Theme.blue : Theme.line

            Flickable {
                id: right

                anchors.fill: parent
                anchors.margins: Desk.px(10)
                contentHeight: rules.height
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                Keys.onDownPressed: contentY = Math.min(Math.max(0, contentHeight - height), contentY + Desk.row)
                Keys.onUpPressed: contentY = Math.max(0, contentY - Desk.row)
                KeyNavigation.tab: left

                CaseRules {
                    id: rules

                    width: right.width
                    v: root.v
                }
            }
        }
    }
    VerdictDialog {
        id: verdict

        parent: root
        model: root.model
        onClosed: {
            visible = false;
            left.forceActiveFocus();
        }
    }

    component Banner: Rectangle {
        id: banner

        property string said: ""
        property string look: "amber"
        property string iconName: ""
        property bool reload: false
        readonly property color ink: ({ red: Theme.white, amber: Theme.amberInk, plum: Theme.plum, slate: Theme.slate })[look]

        width: banners.width
        height: Math.max(words.implicitHeight + Desk.px(12), reload ? Desk.button + Desk.px(8) : 0)
        visible: said !== ""
        radius: Desk.radius
        color: ({ red: Theme.red, amber: Theme.amberTint, plum: Theme.plumTint, slate: Theme.slateTint })[look]

        Icon {
            x: Desk.px(10)
            anchors.verticalCenter: parent.verticalCenter
            edge: Desk.px(20)
            name: banner.iconName
            tone: banner.ink
        }
        Say {
            id: words

            x: Desk.px(40)
            width: parent.width - x - (again.visible ? again.width + Desk.px(24) : Desk.px(12))
            anchors.verticalCenter: parent.verticalCenter
            text: banner.said
            font.bold: true
            color: banner.ink
            on: banner.color
            Accessible.role: Accessible.AlertMessage
        }
        Push {
            id: again

            anchors.right: parent.right
            anchors.rightMargin: Desk.px(8)
            anchors.verticalCenter: parent.verticalCenter
            visible: banner.reload
            text: shell.words["case.look_again"]
            hint: "F5"
            onClicked: root.model.reload()
        }
    }

    Shortcut { sequence: "A"; enabled: root.live && root.can && root.v.canIssue === true; onActivated: verdict.open("approve") }
    Shortcut { sequence: "R"; enabled: root.live && root.can && !root.v.paper; onActivated: verdict.open("refuse") }
    Shortcut { sequence: "P"; enabled: root.live && root.can && !root.v.paper; onActivated: verdict.open("ask") }
    Shortcut { sequence: "H"; enabled: root.live && root.can && !root.v.paper; onActivated: verdict.open("close") }
    Shortcut { sequence: "F5"; enabled: root.live; onActivated: root.model.reload() }
    Shortcut { sequence: "Esc"; enabled: root.live; onActivated: root.model.back() }
}
